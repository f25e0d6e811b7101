//! The examples of RFC 7515, 7520 and 7797, octet for octet but for white space, members in our order.

use jose_jwa::{Hmac, RustCrypto};
use jose_jwk::{Alg, Jwk, RemoteKey};
use jose_jws::{HeaderBuilder, LoadSign, LoadVerify, Sign, SignJson};

use crate::{confirms, headers, phases, read};

/// The payload of the examples of RFC 7515.
const CLAIMS: &[u8] =
    b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
const CLAIMS_TEXT: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

/// The payload of the examples of RFC 7520.
const FRODO: &str = "It\u{2019}s a dangerous business, Frodo, going out your door. You step onto the road, and if you \
    don't keep your feet, there\u{2019}s no knowing where you might be swept off to.";
const FRODO_TEXT: &str = "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";

const MAC_KID: &str = "018c0ae5-4d9b-471b-bfd6-eef314bc7037";
const BILBO_KID: &str = "bilbo.baggins@hobbiton.example";
const EC_KID: &str = "e9bc097a-ce51-4036-9562-d2ade882db0d";

fn rfc_7520_mac() -> Hmac {
    let secret = jose_b64::decode("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg").unwrap();
    Hmac::new(Alg::HS256, &secret).unwrap().with_kid(MAC_KID)
}

fn rfc_7520_rsa() -> Box<dyn Sign> {
    let jwk = Jwk::parse(RSA.as_bytes()).unwrap();
    RustCrypto.load_sign(&jwk, Alg::RS256).unwrap()
}

/// Both ways to sign, and what comes of them.
fn signed<'a>(json: &SignJson<'a>, key: &dyn Sign, headers: &HeaderBuilder<'_>) -> SignJson<'a> {
    let one = json.clone().sign_with(key, headers.clone()).unwrap();
    let two = phases(json, key, headers).general().unwrap();
    assert_eq!(one.clone().general().unwrap(), two);
    one
}

/// The general form with one signature, and the flattened one.
fn both(payload: Option<&str>, members: &str) -> [String; 2] {
    let payload = payload.map_or(String::new(), |payload| {
        format!(r#""payload":"{payload}","#)
    });
    [
        format!(r#"{{{payload}"signatures":[{{{members}}}]}}"#),
        format!("{{{payload}{members}}}"),
    ]
}

fn forms(json: SignJson<'_>) -> [String; 2] {
    [json.clone().general().unwrap(), json.flattened().unwrap()]
}

#[test]
fn rfc_7520_4_1() {
    let json = signed(
        &SignJson::new(FRODO.as_bytes()),
        &rfc_7520_rsa(),
        &headers(),
    );
    let members = format!(
        r#""protected":"eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9","signature":"{RS256}""#
    );
    assert_eq!(forms(json), both(Some(FRODO_TEXT), &members));
}

#[test]
fn rfc_7520_4_4_and_4_5() {
    let members = r#""protected":"eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9","signature":"s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0""#;
    for (json, payload) in [
        (SignJson::new(FRODO.as_bytes()), Some(FRODO_TEXT)),
        (SignJson::new(FRODO.as_bytes()).detached(), None),
    ] {
        let json = signed(&json, &rfc_7520_mac(), &headers());
        assert_eq!(forms(json), both(payload, members));
    }
}

#[test]
fn rfc_7520_4_6() {
    let mine = headers().unprotected("kid", MAC_KID);
    let json = signed(&SignJson::new(FRODO.as_bytes()), &rfc_7520_mac(), &mine);
    let members = format!(
        r#""protected":"eyJhbGciOiJIUzI1NiJ9","header":{{"kid":"{MAC_KID}"}},"signature":"bWUSVaxorn7bEF1djytBd0kHv70Ly5pvbomzMWSOr20""#
    );
    assert_eq!(forms(json), both(Some(FRODO_TEXT), &members));
}

// The first and the last signature of RFC 7520, 4.8; the one between them has an unprotected `alg`, which is not made.
#[test]
fn rfc_7520_4_8() {
    let json = SignJson::new(FRODO.as_bytes());
    let json = signed(
        &json,
        &rfc_7520_rsa(),
        &headers().unprotected("kid", BILBO_KID),
    );
    let json = signed(&json, &rfc_7520_mac(), &headers());
    let expected = format!(
        r#"{{"payload":"{FRODO_TEXT}","signatures":[{{"protected":"eyJhbGciOiJSUzI1NiJ9","header":{{"kid":"{BILBO_KID}"}},"signature":"{RS256_4_8}"}},{{"protected":"eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9","signature":"s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"}}]}}"#
    );
    assert_eq!(json.general().unwrap(), expected);
}

// ECDSA is not deterministic there: the signatures printed are put to what is signed.
#[test]
fn rfc_7515_a_6_a_7_and_f() {
    let rsa = RemoteKey::new(Alg::RS256).with_kid("2010-12-29");
    let ec = RemoteKey::new(Alg::ES256).with_kid(EC_KID);
    let es256 = jose_b64::decode(ES256).unwrap();
    let ec_members = format!(
        r#""protected":"eyJhbGciOiJFUzI1NiJ9","header":{{"kid":"{EC_KID}"}},"signature":"{ES256}""#
    );
    for (json, payload) in [
        (SignJson::new(CLAIMS), Some(CLAIMS_TEXT)),
        (SignJson::new(CLAIMS).detached(), None),
    ] {
        let prepared = json
            .prepare_with(&ec, headers().unprotected("kid", EC_KID))
            .unwrap();
        let input = format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS_TEXT}");
        assert_eq!(prepared.signing_input().to_vec(), input.as_bytes());
        let json = prepared.attach(&es256).unwrap();
        assert_eq!(forms(json), both(payload, &ec_members));
    }
    let json = SignJson::new(CLAIMS)
        .prepare_with(&rsa, headers().unprotected("kid", "2010-12-29"))
        .unwrap()
        .attach(&jose_b64::decode(RS256_A_6).unwrap())
        .unwrap()
        .prepare_with(&ec, headers().unprotected("kid", EC_KID))
        .unwrap()
        .attach(&es256)
        .unwrap()
        .general()
        .unwrap();
    assert_eq!(
        json,
        format!(
            r#"{{"payload":"{CLAIMS_TEXT}","signatures":[{{"protected":"eyJhbGciOiJSUzI1NiJ9","header":{{"kid":"2010-12-29"}},"signature":"{RS256_A_6}"}},{{{ec_members}}}]}}"#
        )
    );
    let public = br#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    let public = RustCrypto
        .load_verify(&Jwk::parse(public).unwrap(), Alg::ES256)
        .unwrap();
    assert!(confirms(
        &*public,
        &read(&json)["signatures"][1],
        CLAIMS_TEXT.as_bytes()
    ));
}

#[test]
fn rfc_7797_4_1_and_4_2() {
    let secret =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let key = Hmac::new(Alg::HS256, &jose_b64::decode(secret).unwrap()).unwrap();
    let encoded = r#""protected":"eyJhbGciOiJIUzI1NiJ9","signature":"5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ""#;
    let json = signed(&SignJson::new(b"$.02"), &key, &headers());
    assert_eq!(forms(json), both(Some("JC4wMg"), encoded));
    let unencoded = r#""protected":"eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19","signature":"A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY""#;
    let json = signed(&SignJson::unencoded(b"$.02"), &key, &headers());
    assert_eq!(forms(json), both(Some("$.02"), unencoded));
    let json = signed(&SignJson::unencoded(b"$.02").detached(), &key, &headers());
    assert_eq!(forms(json), both(None, unencoded));
    let whole = headers().protected_json(br#"{"alg":"HS256","b64":false,"crit":["b64"]}"#);
    let json = signed(&SignJson::unencoded(b"$.02"), &key, &whole);
    assert_eq!(forms(json), both(Some("$.02"), unencoded));
}

const RSA: &str = r#"{"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw","e":"AQAB","d":"bWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_ikiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsNRS-8uJbvQ-A1irkwMSMkK1J3XTGgdrhCku9gRldY7sNA_AKZGh-Q661_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWSDFu2MUBYwkHTMEzLYGqOe04noqeq1hExBTHBOBdkMXiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshWTBnP5uDjd18kKhyv07lhfSJdrPdM5Plyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQ","p":"3Slxg_DwTXJcb6095RoXygQCAZ5RnAvZlno1yhHtnUex_fp7AZ_9nRaO7HX_-SFfGQeutao2TDjDAWU4Vupk8rw9JR0AzZ0N2fvuIAmr_WCsmGpeNqQnev1T7IyEsnh8UMt-n5CafhkikzhEsrmndH6LxOrvRJlsPp6Zv8bUq0k","q":"uKE2dh-cTf6ERF4k4e_jy78GfPYUIaUyoSSJuBzp3Cubk3OCqs6grT8bR_cu0Dm1MZwWmtdqDyI95HrUeq3MP15vMMON8lHTeZu2lmKvwqW7anV5UzhM1iZ7z4yMkuUwFWoBvyY898EXvRD-hdqRxHlSqAZ192zB3pVFJ0s7pFc","dp":"B8PVvXkvJrj2L-GYQ7v3y9r6Kw5g9SahXBwsWUzp19TVlgI-YV85q1NIb1rxQtD-IsXXR3-TanevuRPRt5OBOdiMGQp8pbt26gljYfKU_E9xn-RULHz0-ed9E9gXLKD4VGngpz-PfQ_q29pk5xWHoJp009Qf1HvChixRX59ehik","dq":"CLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-TpnOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYWZDm6sI6og5iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8","qi":"3PiqvXQN0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMaQj8VfBdYkssbu0NKDDhjJ-GtiseaDVWt7dcH0cfwxgFUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4"}"#;
const RS256: &str = "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg";
const RS256_4_8: &str = "MIsjqtVlOpa71KE-Mss8_Nq2YH4FGhiocsqrgi5NvyG53uoimic1tcMdSg-qptrzZc7CG6Svw2Y13TDIqHzTUrL_lR2ZFcryNFiHkSw129EghGpwkpxaTn_THJTCglNbADko1MZBCdwzJxwqZc-1RlpO2HibUYyXSwO97BSe0_evZKdjvvKSgsIqjytKSeAMbhMBdMma622_BG5t4sdbuCHtFjp9iJmkio47AIwqkZV1aIZsv33uPUqBBCXbYoQJwt7mxPftHmNlGoOSMxR_3thmXTCm4US-xiNOyhbm8afKK64jU6_TPtQHiJeQJxz9G3Tx-083B745_AfYOnlC9w";
const RS256_A_6: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const ES256: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
