//! What a policy accepts and refuses (RFC 7519, section 4.1; RFC 8725, section 3): JWT-04 to JWT-16,
//! JWT-19, JWT-20, and what reaches a policy from the sections A, C, D and E of the attack list.

mod common;

use common::{NOW, forge, key, signed};
use jose_jwt::jwk::{CritHandlers, Limits};
use jose_jwt::jws::{ParseError, Verify, VerifyError};
use jose_jwt::{ClaimReason, Clock, MAX_LEEWAY_SECS, NumericDate, Policy, TokenError, Verified};
use serde_json::Value;

/// A policy that stands at [`NOW`], tolerates nothing and asks for nothing but `exp`.
fn exact() -> Policy {
    Policy::with_clock(NOW).leeway_secs(0)
}

/// The same without `exp`, for tests about another claim.
fn without_exp() -> Policy {
    exact().allow_missing_exp()
}

fn accepts(policy: &Policy, claims: &str) {
    if let Err(error) = policy.verify_claims(&signed(claims), &key()) {
        panic!("{claims}: {error}");
    }
}

/// What failed, each as `claim code`.
fn failed(policy: &Policy, claims: &str) -> Vec<String> {
    match policy.verify_claims(&signed(claims), &key()) {
        Ok(_) => panic!("accepted: {claims}"),
        Err(error) => codes(&error),
    }
}

fn codes(error: &TokenError) -> Vec<String> {
    let one = |error: &jose_jwt::ClaimError| format!("{} {}", error.claim(), error.code());
    error.claims().iter().map(one).collect()
}

mod times {
    use super::*;

    #[test]
    fn jwt_04_exp_is_reached_at_its_own_second() {
        let now = NOW.secs();
        accepts(&exact(), &format!(r#"{{"exp":{}}}"#, now + 1));
        accepts(&exact(), &format!(r#"{{"exp":{now}.5}}"#));
        accepts(&exact(), &format!(r#"{{"exp":{now}.000001}}"#));
        for exp in [format!("{now}"), format!("{now}.0"), format!("{}.999", now - 1), format!("{}", now - 1), "0".into(), "-1".into()] {
            assert_eq!(failed(&exact(), &format!(r#"{{"exp":{exp}}}"#)), ["exp jwt/expired"], "{exp}");
        }
        // With leeway the border moves by that much, and not by one more.
        let tolerant = exact().leeway_secs(30);
        accepts(&tolerant, &format!(r#"{{"exp":{}}}"#, now - 29));
        assert_eq!(failed(&tolerant, &format!(r#"{{"exp":{}}}"#, now - 30)), ["exp jwt/expired"]);
    }

    #[test]
    fn jwt_04_nbf_is_good_from_its_own_second() {
        let now = NOW.secs();
        accepts(&without_exp(), &format!(r#"{{"nbf":{now}}}"#));
        accepts(&without_exp(), &format!(r#"{{"nbf":{}}}"#, now - 1));
        for nbf in [format!("{}", now + 1), format!("{now}.5"), format!("{now}.000001"), i64::MAX.to_string()] {
            assert_eq!(failed(&without_exp(), &format!(r#"{{"nbf":{nbf}}}"#)), ["nbf jwt/not-yet-valid"], "{nbf}");
        }
        let tolerant = without_exp().leeway_secs(30);
        accepts(&tolerant, &format!(r#"{{"nbf":{}}}"#, now + 30));
        assert_eq!(failed(&tolerant, &format!(r#"{{"nbf":{}}}"#, now + 31)), ["nbf jwt/not-yet-valid"]);
    }

    #[test]
    fn jwt_04_the_default_leeway_is_a_minute() {
        let policy = Policy::with_clock(NOW);
        let now = NOW.secs();
        accepts(&policy, &format!(r#"{{"exp":{}}}"#, now - 59));
        assert_eq!(failed(&policy, &format!(r#"{{"exp":{}}}"#, now - 60)), ["exp jwt/expired"]);
        accepts(&policy.clone().allow_missing_exp(), &format!(r#"{{"nbf":{}}}"#, now + 60));
    }

    #[test]
    fn jwt_07_leeway_has_a_cap() {
        assert_eq!(MAX_LEEWAY_SECS, 600);
        for leeway in [600, 601, 86_400, u64::MAX] {
            let policy = exact().leeway_secs(leeway);
            accepts(&policy, &format!(r#"{{"exp":{}}}"#, NOW.secs() - 599));
            let token = signed(format!(r#"{{"exp":{}}}"#, NOW.secs() - 600));
            let error = policy.verify_claims(&token, &key()).unwrap_err();
            let ClaimReason::Expired { leeway_secs, .. } = error.claims()[0].reason() else { panic!("{error}") };
            assert_eq!(*leeway_secs, 600);
        }
    }

    #[test]
    fn jwt_04_sums_at_the_ends_of_time_do_not_wrap() {
        for now in [i64::MAX, i64::MAX - 1, i64::MIN, i64::MIN + 1, 0] {
            let policy = Policy::with_clock(NumericDate::from_secs(now)).leeway_secs(600);
            if now < i64::MAX - 1 {
                accepts(&policy, r#"{"exp":9223372036854775807}"#);
            }
            accepts(&policy.clone().allow_missing_exp(), r#"{"nbf":-9223372036854775808}"#);
            let aged = policy.clone().max_age_secs(u64::MAX);
            if now != i64::MIN {
                accepts(&aged, &format!(r#"{{"iat":{},"exp":9223372036854775807}}"#, i64::MIN));
            }
        }
        let last = Policy::with_clock(NumericDate::from_secs(i64::MAX)).allow_missing_exp();
        assert_eq!(failed(&last, r#"{"exp":-9223372036854775808}"#), ["exp jwt/expired"]);
        let first = Policy::with_clock(NumericDate::from_secs(i64::MIN)).allow_missing_exp();
        assert_eq!(failed(&first, r#"{"nbf":9223372036854775807}"#), ["nbf jwt/not-yet-valid"]);
        assert_eq!(failed(&first.max_age_secs(1), r#"{"iat":9223372036854775807}"#), ["iat jwt/issued-in-future"]);
        assert_eq!(failed(&last.max_age_secs(1), r#"{"iat":-9223372036854775808}"#), ["iat jwt/too-old"]);
    }

    #[test]
    fn jwt_05_exp_is_required() {
        assert_eq!(failed(&exact(), "{}"), ["exp jwt/missing-claim"]);
        assert_eq!(failed(&exact(), r#"{"Exp":9999999999,"expires":9999999999}"#), ["exp jwt/missing-claim"]);
        accepts(&without_exp(), "{}");
        // An exp that is there counts, whether it may be missing or not.
        assert_eq!(failed(&without_exp(), r#"{"exp":1}"#), ["exp jwt/expired"]);
        // JWT-02: null is there, and is no time.
        assert_eq!(failed(&without_exp(), r#"{"exp":null}"#), ["exp jwt/wrong-type"]);
        // Asked for by name after all, and said once.
        assert_eq!(failed(&without_exp().require("exp"), "{}"), ["exp jwt/missing-claim"]);
        assert_eq!(failed(&exact().require("exp").expect_with("exp", |_| true), "{}"), ["exp jwt/missing-claim"]);
    }

    #[test]
    fn jwt_06_jwt_07_maximum_age() {
        let now = NOW.secs();
        let policy = without_exp().max_age_secs(100);
        for (iat, expected) in [
            (now + 1, "iat jwt/issued-in-future"),
            (now + 86_400, "iat jwt/issued-in-future"),
            (now - 101, "iat jwt/too-old"),
            (0, "iat jwt/too-old"),
            (-1, "iat jwt/too-old"),
        ] {
            assert_eq!(failed(&policy, &format!(r#"{{"iat":{iat}}}"#)), [expected], "{iat}");
        }
        for iat in [now, now - 1, now - 100] {
            accepts(&policy, &format!(r#"{{"iat":{iat}}}"#));
        }
        assert_eq!(failed(&policy, "{}"), ["iat jwt/missing-claim"]);
        assert_eq!(failed(&policy, r#"{"iat":"1790000000"}"#), ["iat jwt/wrong-type"]);
        // Zero is an age like any other.
        let none = without_exp().max_age_secs(0);
        accepts(&none, &format!(r#"{{"iat":{now}}}"#));
        assert_eq!(failed(&none, &format!(r#"{{"iat":{}}}"#, now - 1)), ["iat jwt/too-old"]);
        // Leeway widens both ends.
        let tolerant = policy.leeway_secs(10);
        accepts(&tolerant, &format!(r#"{{"iat":{}}}"#, now + 10));
        accepts(&tolerant, &format!(r#"{{"iat":{}}}"#, now - 110));
        assert_eq!(failed(&tolerant, &format!(r#"{{"iat":{}}}"#, now + 11)), ["iat jwt/issued-in-future"]);
        assert_eq!(failed(&tolerant, &format!(r#"{{"iat":{}}}"#, now - 111)), ["iat jwt/too-old"]);
    }

    #[test]
    fn every_reason_says_its_numbers() {
        let now = NOW.secs();
        let policy = exact().leeway_secs(7).max_age_secs(5);
        let claims = format!(r#"{{"exp":{},"nbf":{},"iat":{}}}"#, now - 8, now + 9, now - 20);
        let error = policy.verify_claims(&signed(claims), &key()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "expired: exp 1789999992, now 1790000000, leeway 7 s; \
             not valid yet: nbf 1790000009, now 1790000000, leeway 7 s; \
             too old: iat 1789999980, now 1790000000, at most 5 s allowed"
        );
        let claims = format!(r#"{{"exp":{},"iat":{}}}"#, now + 1, now + 8);
        let error = policy.verify_claims(&signed(claims), &key()).unwrap_err();
        assert_eq!(error.to_string(), "issued in the future: iat 1790000008, now 1790000000, leeway 7 s");
    }

    #[test]
    fn the_clock_is_asked_once_for_each_token() {
        use std::sync::Arc;
        use std::sync::atomic::{AtomicI64, Ordering};

        #[derive(Debug, Default)]
        struct Ticking(AtomicI64);
        impl Clock for Ticking {
            fn now(&self) -> NumericDate {
                NumericDate::from_secs(self.0.fetch_add(1, Ordering::Relaxed))
            }
        }
        let clock = Arc::new(Ticking::default());
        let policy = exact().clock(Arc::clone(&clock)).max_age_secs(10);
        accepts(&policy, r#"{"exp":1,"nbf":0,"iat":0}"#);
        assert_eq!(failed(&policy, r#"{"exp":1,"nbf":0,"iat":0}"#), ["exp jwt/expired"]);
        assert_eq!(clock.0.load(Ordering::Relaxed), 2);
        // Nothing is judged before its signature is verified.
        let forged = format!("{}AAAA", signed("{}"));
        policy.verify_claims(&forged, &key()).unwrap_err();
        assert_eq!(clock.0.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn the_clock_of_the_system() {
        // Long past, and far in the future: the test does not depend on the day it runs.
        let policy = Policy::new();
        assert_eq!(failed(&policy, r#"{"exp":1700000000}"#), ["exp jwt/expired"]);
        accepts(&Policy::default(), r#"{"exp":99999999999}"#);
    }
}

mod parties {
    use super::*;

    #[test]
    fn jwt_12_an_issuer_or_audience_that_nobody_spoke_of() {
        accepts(&without_exp(), "{}");
        assert_eq!(failed(&without_exp(), r#"{"iss":"joe"}"#), ["iss jwt/not-asked"]);
        assert_eq!(failed(&without_exp(), r#"{"aud":"me"}"#), ["aud jwt/not-asked"]);
        assert_eq!(failed(&without_exp(), r#"{"aud":[]}"#), ["aud jwt/not-asked"]);
        assert_eq!(failed(&without_exp(), r#"{"iss":"","aud":""}"#), ["iss jwt/not-asked", "aud jwt/not-asked"]);
        // One is spoken of, the other not.
        assert_eq!(failed(&without_exp().issuer("joe"), r#"{"iss":"joe","aud":"me"}"#), ["aud jwt/not-asked"]);
        assert_eq!(failed(&without_exp().audience("me"), r#"{"iss":"joe","aud":"me"}"#), ["iss jwt/not-asked"]);
        // An expectation about another claim does not speak of these.
        let policy = without_exp().expect("azp", "me").require("iss").require("aud");
        assert_eq!(
            failed(&policy, r#"{"iss":"joe","aud":"me","azp":"me"}"#),
            ["iss jwt/not-asked", "aud jwt/not-asked"]
        );
        accepts(&without_exp().ignore_issuer().ignore_audience(), r#"{"iss":"joe","aud":["me"]}"#);
        accepts(&without_exp().ignore_issuer().ignore_audience(), "{}");
    }

    #[test]
    fn jwt_08_the_issuer_is_compared_octet_for_octet() {
        let policy = without_exp().issuer("https://id.example.com");
        accepts(&policy, r#"{"iss":"https://id.example.com"}"#);
        accepts(&policy, r#"{"iss":"https:\/\/id.ex\u0061mple.com"}"#);
        for iss in [
            "https://id.example.com/", "https://id.example.co", "https://id.example.com.evil", "https://ID.example.com",
            "http://id.example.com", " https://id.example.com", "https://id.example.com ", "id.example.com", "",
            "https://id.example.com\\u0000", "https://id.example.com:443", "https://id.ex\\u0430mple.com", "*", ".*",
        ] {
            assert_eq!(failed(&policy, &format!(r#"{{"iss":"{iss}"}}"#)), ["iss jwt/mismatch"], "{iss}");
        }
        assert_eq!(failed(&policy, "{}"), ["iss jwt/missing-claim"]);
        assert_eq!(failed(&policy, r#"{"iss":["https://id.example.com"]}"#), ["iss jwt/wrong-type"]);
        assert_eq!(failed(&policy, r#"{"iss":null}"#), ["iss jwt/wrong-type"]);
    }

    #[test]
    fn several_issuers_and_a_function() {
        let policy = without_exp().issuer("a").issuer("b").issuers(["c", "d"]);
        for iss in ["a", "b", "c", "d"] {
            accepts(&policy, &format!(r#"{{"iss":"{iss}"}}"#));
        }
        assert_eq!(failed(&policy, r#"{"iss":"e"}"#), ["iss jwt/mismatch"]);
        let policy = without_exp().issuer("a").issuer_with(|iss, claims| {
            claims.value("tid").and_then(|tid| tid.as_str()).is_some_and(|tid| iss == format!("t/{tid}"))
        });
        accepts(&policy, r#"{"iss":"a"}"#);
        accepts(&policy, r#"{"iss":"t/1","tid":"1"}"#);
        for claims in [r#"{"iss":"t/1","tid":"2"}"#, r#"{"iss":"t/1"}"#, r#"{"iss":"t/1","tid":1}"#, r#"{"iss":"t/"}"#] {
            assert_eq!(failed(&policy, claims), ["iss jwt/mismatch"], "{claims}");
        }
        // The function is not asked about what is not there, or no string.
        let policy = without_exp().issuer_with(|_, _| true);
        assert_eq!(failed(&policy, "{}"), ["iss jwt/missing-claim"]);
        assert_eq!(failed(&policy, r#"{"iss":7}"#), ["iss jwt/wrong-type"]);
        accepts(&policy, r#"{"iss":""}"#);
    }

    #[test]
    fn jwt_13_an_empty_expectation_is_an_expectation() {
        let nobody = without_exp().issuers::<String>([]).audiences::<String>([]);
        assert_eq!(failed(&nobody, "{}"), ["iss jwt/missing-claim", "aud jwt/missing-claim"]);
        assert_eq!(failed(&nobody, r#"{"iss":"joe","aud":"me"}"#), ["iss jwt/mismatch", "aud jwt/mismatch"]);
        assert_eq!(failed(&nobody, r#"{"iss":"","aud":[]}"#), ["iss jwt/mismatch", "aud jwt/mismatch"]);
        let nameless = without_exp().issuer("").audience("").expect("azp", "");
        assert_eq!(
            failed(&nameless, r#"{"iss":"joe","aud":"me","azp":"x"}"#),
            ["iss jwt/mismatch", "aud jwt/mismatch", "azp jwt/mismatch"]
        );
        assert_eq!(
            failed(&nameless, "{}"),
            ["iss jwt/missing-claim", "aud jwt/missing-claim", "azp jwt/missing-claim"]
        );
        accepts(&nameless, r#"{"iss":"","aud":"","azp":""}"#);
    }

    #[test]
    fn jwt_10_jwt_11_audience() {
        let policy = without_exp().audience("me");
        for aud in [r#""me""#, r#"["me"]"#, r#"["you","me"]"#, r#"["me","me"]"#, r#"["m\u0065"]"#] {
            accepts(&policy, &format!(r#"{{"aud":{aud}}}"#));
        }
        for aud in [r#""you""#, r#""me ""#, r#""Me""#, r#""m""#, r#""mee""#, r#""you,me""#, r#""you me""#, r#"["you"]"#, "[]", r#""""#, r#"["m","e"]"#] {
            assert_eq!(failed(&policy, &format!(r#"{{"aud":{aud}}}"#)), ["aud jwt/mismatch"], "{aud}");
        }
        for aud in [r#"["me",1]"#, r#"[["me"]]"#, r#"{"me":true}"#, "null", "1"] {
            assert_eq!(failed(&policy, &format!(r#"{{"aud":{aud}}}"#)), ["aud jwt/wrong-type"], "{aud}");
        }
        assert_eq!(failed(&policy, "{}"), ["aud jwt/missing-claim"]);
        accepts(&without_exp().audience("me").audience("us"), r#"{"aud":"us"}"#);
        accepts(&without_exp().audiences(["me", "us"]), r#"{"aud":["them","us"]}"#);
    }

    #[test]
    fn jwt_11_only_the_audiences_named() {
        let policy = without_exp().audiences(["me", "us"]).only_named_audiences();
        for aud in [r#""me""#, r#"["me"]"#, r#"["us","me"]"#] {
            accepts(&policy, &format!(r#"{{"aud":{aud}}}"#));
        }
        for aud in [r#"["me","them"]"#, r#"["them"]"#, r#"["me",""]"#, "[]", r#"["me","Me"]"#] {
            assert_eq!(failed(&policy, &format!(r#"{{"aud":{aud}}}"#)), ["aud jwt/mismatch"], "{aud}");
        }
    }
}

mod expectations {
    use super::*;

    #[test]
    fn required_claims_are_there_and_not_null() {
        let policy = without_exp().require("sub").require("a b");
        accepts(&policy, r#"{"sub":"","a b":false}"#);
        assert_eq!(failed(&policy, "{}"), ["sub jwt/missing-claim", "a b jwt/missing-claim"]);
        assert_eq!(failed(&policy, r#"{"sub":"x","a b":null}"#), ["a b jwt/missing-claim"]);
        assert_eq!(failed(&policy, r#"{"sub":null,"a b":1}"#), ["sub jwt/wrong-type"]);
    }

    #[test]
    fn expected_claims_are_strings_compared_octet_for_octet() {
        let policy = without_exp().expect("nonce", "n-1").subject("joe");
        accepts(&policy, r#"{"sub":"joe","nonce":"n-1"}"#);
        accepts(&policy, r#"{"sub":"j\u006fe","nonce":"n-1"}"#);
        for nonce in [r#""n-2""#, r#""N-1""#, r#""""#, "1", "null", r#"["n-1"]"#, r#"{"n-1":1}"#, "true"] {
            let claims = format!(r#"{{"sub":"joe","nonce":{nonce}}}"#);
            assert_eq!(failed(&policy, &claims), ["nonce jwt/mismatch"], "{nonce}");
        }
        assert_eq!(failed(&policy, r#"{"sub":"eve"}"#), ["sub jwt/mismatch", "nonce jwt/missing-claim"].map(String::from).into_iter().rev().collect::<Vec<_>>());
        // Two expectations about one claim must both be met.
        let both = without_exp().expect("a", "1").expect("a", "2");
        assert_eq!(failed(&both, r#"{"a":"1"}"#), ["a jwt/mismatch"]);
    }

    #[test]
    fn jwt_16_expectations_by_function() {
        let policy = without_exp().expect_with("level", |value| value.as_u64().is_some_and(|level| level >= 3));
        accepts(&policy, r#"{"level":3}"#);
        for level in ["2", "\"3\"", "null", "3.5", "-3", "[3]"] {
            assert_eq!(failed(&policy, &format!(r#"{{"level":{level}}}"#)), ["level jwt/mismatch"], "{level}");
        }
        assert_eq!(failed(&policy, "{}"), ["level jwt/missing-claim"]);
        // A function that takes everything still wants the claim.
        assert_eq!(failed(&without_exp().expect_with("a", |_| true), "{}"), ["a jwt/missing-claim"]);
    }

    #[test]
    fn expected_header_parameters() {
        let policy = without_exp().expect_header("signer", "lb-1");
        let with = |header: &str| policy.verify_claims(&forge(header, "{}", &key()), &key());
        with(r#"{"alg":"HS256","signer":"lb-1"}"#).unwrap();
        for (header, text) in [
            (r#"{"alg":"HS256","signer":"lb-2"}"#, "header parameter signer is not what the policy expects"),
            (r#"{"alg":"HS256","signer":["lb-1"]}"#, "header parameter signer is not what the policy expects"),
            (r#"{"alg":"HS256","Signer":"lb-1"}"#, "header parameter signer is missing"),
        ] {
            let error = with(header).unwrap_err();
            assert_eq!(error.to_string(), text);
            assert!(error.claims()[0].in_header());
        }
        // A claim of the same name does not count.
        let token = forge(r#"{"alg":"HS256"}"#, r#"{"signer":"lb-1"}"#, &key());
        assert_eq!(codes(&policy.verify_claims(&token, &key()).unwrap_err()), ["signer jwt/missing-claim"]);
    }

    #[test]
    fn jwt_14_types() {
        let verify = |policy: Policy, header: &str| policy.verify_claims(&forge(header, "{}", &key()), &key());
        let typ = |typ: &str| format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#);
        // By default: absent, or JWT in any case.
        verify(without_exp(), r#"{"alg":"HS256"}"#).unwrap();
        for good in ["JWT", "jwt", "Jwt", "application/jwt", "APPLICATION/JWT"] {
            verify(without_exp(), &typ(good)).unwrap();
        }
        for bad in ["at+jwt", "JWS", "", "JOSE", "JWT ", "secevent+jwt", "dpop+jwt", "text/jwt", "application/", "application/application/jwt", "jwt; charset=utf-8", "JWT\\u0000"] {
            let error = verify(without_exp(), &typ(bad)).unwrap_err();
            assert_eq!(codes(&error), ["typ jwt/type"], "{bad}");
            assert!(error.claims()[0].in_header());
        }
        // Named: only what is named, with or without the prefix on either side.
        for named in ["at+jwt", "application/at+jwt", "AT+JWT"] {
            for good in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"] {
                verify(without_exp().typ(named), &typ(good)).unwrap();
            }
            for bad in ["JWT", "at", "jwt", "at+jwt+x", "xat+jwt", "at jwt"] {
                assert_eq!(codes(&verify(without_exp().typ(named), &typ(bad)).unwrap_err()), ["typ jwt/type"], "{bad}");
            }
            // Absent is not what was asked for.
            assert_eq!(codes(&verify(without_exp().typ(named), r#"{"alg":"HS256"}"#).unwrap_err()), ["typ jwt/type"]);
        }
        let either = without_exp().typ("at+jwt").typ("JWT");
        verify(either.clone(), &typ("jwt")).unwrap();
        verify(either.clone(), &typ("at+jwt")).unwrap();
        assert!(verify(either, r#"{"alg":"HS256"}"#).is_err());
    }

    /// HDR-17
    #[test]
    fn hdr_17_a_typ_that_is_no_string() {
        for typ in ["1", "null", "[\"JWT\"]", "{}", "true"] {
            let token = forge(&format!(r#"{{"alg":"HS256","typ":{typ}}}"#), "{}", &key());
            let error = without_exp().verify_claims(&token, &key()).unwrap_err();
            assert_eq!(error.code(), "header/wrong-type", "{typ}");
        }
    }

    /// JWT-15: an ID token of the same issuer for the same audience is no access token.
    #[test]
    fn jwt_15_an_id_token_is_no_access_token() {
        let policy = without_exp().issuer("joe").audience("api").typ("at+jwt").require("client_id");
        let claims = r#"{"iss":"joe","aud":"api","nonce":"1"}"#;
        assert_eq!(failed(&policy, claims), ["typ jwt/type", "client_id jwt/missing-claim"]);
        let token = forge(r#"{"alg":"HS256","typ":"at+jwt"}"#, r#"{"iss":"joe","aud":"api","client_id":"c"}"#, &key());
        policy.verify_claims(&token, &key()).unwrap();
    }
}

mod report {
    use super::*;

    const EVERYTHING_WRONG: &str = r#"{"iss":"attacker@evil.example","sub":["patient-4711"],"aud":"bank-of-evil","exp":1,"nbf":99999999999,"jti":5,"nonce":"secret-nonce"}"#;

    fn demanding() -> Policy {
        exact()
            .issuer("https://id.example.com")
            .audience("api")
            .typ("at+jwt")
            .max_age_secs(60)
            .require("client_id")
            .expect("nonce", "expected-nonce")
            .expect_header("signer", "lb-1")
    }

    #[test]
    fn jwt_20_all_that_is_wrong_is_in_one_report() {
        assert_eq!(
            failed(&demanding(), EVERYTHING_WRONG),
            [
                "typ jwt/type",
                "sub jwt/wrong-type",
                "jti jwt/wrong-type",
                "exp jwt/expired",
                "nbf jwt/not-yet-valid",
                "iat jwt/missing-claim",
                "iss jwt/mismatch",
                "aud jwt/mismatch",
                "client_id jwt/missing-claim",
                "nonce jwt/mismatch",
                "signer jwt/missing-claim",
            ]
        );
    }

    #[test]
    fn api_01_jwt_20_no_value_is_shown() {
        let token = signed(EVERYTHING_WRONG);
        let policy = demanding();
        let error = policy.verify_claims(&token, &key()).unwrap_err();
        let unverified = policy.open(&token).unwrap();
        let accepting = without_exp().ignore_issuer().expect("nonce", "secret-nonce");
        let good = signed(r#"{"iss":"attacker@evil.example","nonce":"secret-nonce"}"#);
        let verified = accepting.verify_claims(&good, &key()).unwrap();
        let shown = [
            error.to_string(),
            format!("{error:?}"),
            format!("{unverified:?}"),
            format!("{verified:?}"),
            format!("{:?}", verified.claims()),
            format!("{:?}", unverified.unverified_claims().unwrap()),
        ]
        .concat();
        for value in ["attacker@evil.example", "patient-4711", "bank-of-evil", "secret-nonce", "expected-nonce", &token[30..60]] {
            assert!(!shown.contains(value), "{value}: {shown}");
        }
        // Nor does a policy show what it expects: a nonce is not for logs.
        assert!(!format!("{policy:?}").contains("expected-nonce"));
    }

    /// HDR-12, HDR-23: names out of the token are escaped and cut where an error shows them.
    #[test]
    fn hdr_12_names_out_of_the_token_are_escaped_and_cut() {
        let kid = format!("a\\u001b[31m\\n{}", "x".repeat(5_000));
        let token = forge(&format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#), "{}", &key());
        let error = without_exp().verify_claims(&token, &key().with_kid("mine")).unwrap_err();
        let text = error.to_string();
        assert_eq!(error.code(), "jws/no-matching-key");
        assert!(text.len() < 200 && !text.contains('\u{1b}') && !text.contains('\n'), "{text}");
    }

    /// API-01, HDR-12: neither does serde's error, which quotes what it read.
    #[test]
    fn api_01_a_claim_that_does_not_fit_is_not_quoted() {
        #[derive(Debug, serde::Deserialize)]
        #[expect(dead_code, reason = "it is never read successfully")]
        struct Mine {
            sub: u64,
        }
        #[derive(Debug, serde::Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Role {
            Reader,
        }
        #[derive(Debug, serde::Deserialize)]
        #[expect(dead_code, reason = "it is never read successfully")]
        struct WithRole {
            role: Role,
        }
        let token = signed(r#"{"sub":"patient-4711","role":"hunter2"}"#);
        for error in [
            without_exp().verify::<Mine>(&token, &key()).map(drop).unwrap_err(),
            without_exp().verify::<WithRole>(&token, &key()).map(drop).unwrap_err(),
            without_exp().verify::<Vec<String>>(&token, &key()).map(drop).unwrap_err(),
        ] {
            assert!(matches!(error, TokenError::Deserialize(_)));
            assert_eq!(error.code(), "jwt/deserialize");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("patient-4711") && !shown.contains("hunter2"), "{shown}");
        }
    }

    #[test]
    fn policy_errors_win_over_serde_errors() {
        #[derive(Debug, serde::Deserialize)]
        #[expect(dead_code, reason = "it is never read successfully")]
        struct Mine {
            missing: String,
        }
        let policy = exact().audience("api");
        let verify = |claims: &str| policy.verify::<Mine>(&signed(claims), &key()).unwrap_err();
        assert_eq!(codes(&verify(r#"{"exp":1,"aud":"api"}"#)), ["exp jwt/expired"]);
        assert_eq!(codes(&verify(r#"{"exp":9999999999}"#)), ["aud jwt/missing-claim"]);
        let error = verify(r#"{"exp":9999999999,"aud":"api"}"#);
        assert_eq!(error.code(), "jwt/deserialize");
        assert!(error.to_string().contains("missing"), "{error}");
        // And the signature wins over both.
        let token = format!("{}AAAA", signed(r#"{"exp":1}"#));
        assert_eq!(policy.verify::<Mine>(&token, &key()).unwrap_err().code(), "jws/invalid-signature");
    }

    #[test]
    fn claims_of_a_token_that_is_not_signed_are_not_spoken_of() {
        let other = jose_jwt::jwa::Hmac::new(jose_jwt::Alg::HS256, &[8; 32]).unwrap();
        for claims in ["[]", "{}", EVERYTHING_WRONG, "not json"] {
            let token = forge(r#"{"alg":"HS256"}"#, claims, &other);
            let error = demanding().verify_claims(&token, &key()).unwrap_err();
            assert!(matches!(error, TokenError::Jws(VerifyError::InvalidSignature(_))), "{error}");
            assert_eq!(error.to_string(), "the signature is not valid");
        }
    }
}

mod values {
    use super::*;

    #[test]
    fn a_clone_shares_and_does_not_follow() {
        let first = without_exp();
        let second = first.clone().issuer("joe");
        accepts(&first, "{}");
        assert_eq!(failed(&second, "{}"), ["iss jwt/missing-claim"]);
        // The order of calls does not matter.
        let one = exact().limits(Limits::default()).padding(jose_jwt::Padding::Allowed).leeway_secs(5);
        let other = exact().leeway_secs(5).padding(jose_jwt::Padding::Allowed).limits(Limits::default());
        let token = forge(r#"{"alg":"HS256"}"#, format!(r#"{{"exp":{}}}"#, NOW.secs() - 4), &key());
        let padded = format!("{token}=");
        for policy in [one, other] {
            policy.verify_claims(&padded, &key()).unwrap();
        }
        assert_eq!(exact().verify_claims(&padded, &key()).unwrap_err().code(), "jws/base64");
    }

    #[test]
    fn values_go_where_threads_go() {
        fn is_shared<T: Send + Sync + Clone + 'static>() {}
        is_shared::<Policy>();
        is_shared::<jose_jwt::Verifiers<'static>>();
        is_shared::<Verified<Value>>();
        is_shared::<Verified<jose_jwt::ClaimsSet>>();
        fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
        is_error::<TokenError>();
        is_error::<jose_jwt::SignTokenError>();
        is_error::<jose_jwt::ClaimErrors>();
        is_error::<jose_jwt::ClaimError>();
    }

    #[test]
    fn many_threads_verify_while_the_keys_are_swapped() {
        use std::sync::{Arc, RwLock};
        let policy = without_exp();
        let keys = || jose_jwt::Verifiers::from_keys([Arc::new(key().with_kid("a")) as Arc<dyn Verify>]);
        let current = RwLock::new(keys());
        let token = forge(r#"{"alg":"HS256","kid":"a"}"#, "{}", &key());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let keys = current.read().unwrap().clone();
                        policy.verify_claims(&token, &keys).unwrap();
                    }
                });
            }
            for _ in 0..50 {
                *current.write().unwrap() = keys();
            }
        });
    }
}

mod attacks {
    use super::*;
    use jose_jwt::jwa::{Ecdsa, EcdsaPublic, Ed25519, Hmac, RustCrypto};
    use jose_jwt::jwk::LoadError;
    use jose_jwt::jws::{SigningInput, Sign, SkipReason};
    use jose_jwt::{Alg, Jwk, JwkSet, Verifiers};

    const PYJWT: &str = include_str!("fixtures/peers/pyjwt.json");

    /// The most permissive policy there is.
    fn lax() -> Policy {
        without_exp().ignore_issuer().ignore_audience()
    }

    fn rsa_jwk() -> Value {
        let cases: Vec<Value> = serde_json::from_str(PYJWT).unwrap();
        let case = cases.into_iter().find(|case| case["alg"] == "RS256").unwrap();
        let mut jwk = case["key"].clone();
        jwk.as_object_mut().unwrap().remove("key_ops");
        jwk
    }

    fn rsa_public(alg: &[Alg<'_>], own_alg: Option<&str>) -> Result<Verifiers<'static>, jose_jwt::jws::NoUsableKey> {
        let mut jwk = rsa_jwk();
        let members = jwk.as_object_mut().unwrap();
        members.remove("kid");
        members.remove("alg");
        if let Some(own) = own_alg {
            members.insert("alg".into(), own.into());
        }
        let jwk: Jwk = jwk.to_string().parse().unwrap();
        Verifiers::load(&JwkSet::from_keys(vec![jwk]), &RustCrypto, alg)
    }

    fn refused_by(keys: &impl jose_jwt::jws::VerifyKeys, token: &str) -> &'static str {
        lax().verify_claims(token, keys).unwrap_err().code()
    }

    #[test]
    fn alg_01_alg_03_none_in_every_spelling() {
        let empty = Verifiers::of([]);
        for alg in ["none", "None", "NONE", "noNe", "none ", " none", "none\\u0000", "n\\u006fne", "n0ne", ""] {
            for signature in ["", "AA", "c2lnbmF0dXJl"] {
                let header = format!(r#"{{"alg":"{alg}"}}"#);
                let token = format!("{}.{}.{signature}", jose_b64::encode(&header), jose_b64::encode("{}"));
                for code in [refused_by(&key(), &token), refused_by(&empty, &token), refused_by(&Verifiers::of([&key()]), &token)] {
                    // The empty signature, or the algorithm: no key is asked.
                    let before_any_key = ["jws/alg-refused", "jws/empty-part", "jws/no-matching-key"];
                    assert!(before_any_key.contains(&code), "{alg}: {code}");
                }
            }
        }
        let token = format!("{}.{}.", jose_b64::encode(r#"{"alg":"none"}"#), jose_b64::encode("{}"));
        assert_eq!(refused_by(&key(), &token), "jws/alg-refused");
    }

    /// ALG-02: a key of one's own that calls itself `none` verifies nothing either.
    #[test]
    fn alg_02_a_key_that_is_named_none() {
        #[derive(Debug)]
        struct YesMan(Alg<'static>);
        impl jose_jwt::jwk::Key for YesMan {
            fn alg(&self) -> Alg<'_> {
                self.0
            }
        }
        impl Verify for YesMan {
            fn verify(&self, _: SigningInput<'_>, _: &[u8]) -> Result<(), jose_jwt::jws::VerifyFailure> {
                Ok(())
            }
        }
        for name in ["none", "", "RS1", "HS1"] {
            let token = |signature| {
                format!("{}.{}.{signature}", jose_b64::encode(format!(r#"{{"alg":"{name}"}}"#)), jose_b64::encode("{}"))
            };
            for token in [token(""), token("AAAA")] {
                let key = YesMan(Alg::new(name));
                assert!(lax().verify_claims(&token, &key).is_err(), "{name}");
                assert!(lax().open(&token).is_err(), "{name}");
            }
        }
        // It does verify what it is named for: the refusal above is the name's.
        let token = forge(r#"{"alg":"HS256"}"#, "{}", &key());
        lax().verify_claims(&token, &YesMan(Alg::HS256)).unwrap();
    }

    #[test]
    fn alg_06_alg_that_is_missing_or_no_string() {
        for (header, code) in [
            ("{}", "jws/missing-alg"),
            (r#"{"Alg":"HS256"}"#, "jws/missing-alg"),
            (r#"{"alg":null}"#, "header/wrong-type"),
            (r#"{"alg":256}"#, "header/wrong-type"),
            (r#"{"alg":["HS256"]}"#, "header/wrong-type"),
            (r#"{"alg":{"HS256":1}}"#, "header/wrong-type"),
            (r#"{"alg":""}"#, "jws/alg-refused"),
            (r#"{"alg":"HS256","alg":"none"}"#, "header/json"),
            (r#"{"alg":"HS256","\u0061lg":"none"}"#, "header/json"),
            ("[]", "header/json"),
            ("", "jws/empty-part"),
        ] {
            assert_eq!(refused_by(&key(), &forge(header, "{}", &key())), code, "{header}");
        }
    }

    /// ALG-07 to ALG-10: the text of the public key is no secret, in any of its forms, and not even
    /// through the opt-out for short ones.
    #[test]
    fn alg_07_the_text_of_a_public_key_is_no_secret() {
        let pem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENKHAiwC2hGy4ZFdtU+xQeLcRqLRo\nP7YSJj4tmAzjcrJY77aFfpAW11B+73qrlVqVesothV+EEZnn3ZAQuzE2Wg==\n-----END PUBLIC KEY-----\n";
        let jwk = rsa_jwk().to_string();
        let texts = [
            pem.to_owned(),
            format!("\u{feff}{pem}"),
            format!("  \n{pem}"),
            format!("# our key\n{pem}"),
            pem.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
            pem.replace("PUBLIC KEY", "CERTIFICATE"),
            jwk.clone(),
            format!(" {jwk}"),
            format!(r#"{{"keys":[{jwk}]}}"#),
            format!("[{jwk}]"),
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ user@host".to_owned(),
        ];
        for text in texts {
            for alg in [Alg::HS256, Alg::HS512] {
                for error in [Hmac::new(alg, text.as_bytes()).unwrap_err(), Hmac::danger_short(alg, text.as_bytes()).unwrap_err()] {
                    assert!(matches!(error, LoadError::TextAsSecret { .. }), "{text}: {error}");
                }
            }
        }
    }

    /// ALG-07, ALG-11, ALG-12: the same attack where it happens.
    #[test]
    fn alg_11_alg_12_an_rsa_key_never_becomes_an_hmac_key() {
        // With an empty secret, and with the modulus as the secret.
        let modulus = jose_b64::decode(rsa_jwk()["n"].as_str().unwrap()).unwrap();
        let modulus = Hmac::new(Alg::HS256, &modulus).unwrap();
        let by_modulus = forge(r#"{"alg":"HS256"}"#, "{}", &modulus);
        let signed_input = by_modulus.rsplit_once('.').unwrap().0;
        // HMAC-SHA-256 of anything under the empty key is known to everybody; here its length counts.
        let by_nothing = format!("{signed_input}.{}", jose_b64::encode([0; 32]));
        for own_alg in [None, Some("RS256")] {
            for algs in [&[Alg::RS256][..], &[Alg::RS256, Alg::HS256], &[Alg::HS256, Alg::RS256, Alg::PS256]] {
                let keys = rsa_public(algs, own_alg).unwrap();
                for token in [&by_modulus, &by_nothing] {
                    assert_eq!(refused_by(&keys, token), "jws/no-matching-key");
                }
            }
            let error = rsa_public(&[Alg::HS256], own_alg).unwrap_err();
            assert_eq!(error.skipped().len(), 1);
        }
        let error = rsa_public(&[Alg::HS256], None).unwrap_err();
        assert_eq!(*error.skipped()[0].reason(), SkipReason::NoAlgFits);
        // JWK-06: a key that says it is for HMAC is none.
        assert!(rsa_public(&[Alg::HS256, Alg::RS256], Some("HS256")).is_err());
        // No algorithm named, no key.
        assert!(rsa_public(&[], None).is_err());
    }

    #[test]
    fn alg_13_alg_14_the_same_key_under_another_algorithm() {
        let secret = [9; 64];
        let named = [Alg::HS256, Alg::HS384, Alg::HS512];
        let jwk = |alg: &str| -> Jwk {
            format!(r#"{{"kty":"oct","k":"{}","alg":"{alg}"}}"#, jose_b64::encode(secret)).parse().unwrap()
        };
        for own in ["HS256", "HS384", "HS512"] {
            // The key's own alg binds, though the caller names all three.
            let keys = Verifiers::load(&JwkSet::from_keys(vec![jwk(own)]), &RustCrypto, &named).unwrap();
            for alg in named {
                let token = forge(&format!(r#"{{"alg":"{alg}"}}"#), "{}", &Hmac::new(alg, &secret).unwrap());
                if alg.name() == own {
                    lax().verify_claims(&token, &keys).unwrap();
                } else {
                    assert_eq!(refused_by(&keys, &token), "jws/no-matching-key");
                }
            }
        }
        // ALG-14: one algorithm named, a key without alg.
        let bare: Jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, jose_b64::encode(secret)).parse().unwrap();
        let keys = Verifiers::load(&JwkSet::from_keys(vec![bare]), &RustCrypto, &[Alg::HS256]).unwrap();
        for alg in [Alg::HS384, Alg::HS512] {
            let token = forge(&format!(r#"{{"alg":"{alg}"}}"#), "{}", &Hmac::new(alg, &secret).unwrap());
            assert_eq!(refused_by(&keys, &token), "jws/no-matching-key");
        }
    }

    #[test]
    fn alg_15_alg_18_alg_20_alg_21_alg_22_other_names_in_the_header() {
        let ecdsa = Ecdsa::from_scalar(Alg::ES256, &[5; 32]).unwrap();
        let ed25519 = Ed25519::from_seed(Alg::Ed25519, &[5; 32]).unwrap();
        for (signer, public) in [
            (&ecdsa as &dyn Sign, &ecdsa.public() as &dyn Verify),
            (&ed25519, &ed25519.public()),
        ] {
            let own = signer.alg().name().to_owned();
            for alg in [
                "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448", "RS256", "HS256", "RSA-OAEP", "ECDH-ES",
                "A128KW", "dir", "A128GCM", "RS1", "HS1", "A128CBC", "A128CTR", "__proto__", "constructor", "toString",
                "es256", "ES256 ", "ed25519", "HMAC",
            ] {
                let token = forge(&format!(r#"{{"alg":"{alg}"}}"#), "{}", signer);
                let keys = Verifiers::of([public]);
                if alg == own {
                    lax().verify_claims(&token, &keys).unwrap();
                } else {
                    let code = refused_by(&keys, &token);
                    assert!(["jws/no-matching-key", "jws/alg-refused"].contains(&code), "{alg}: {code}");
                }
            }
        }
        // ALG-15: an ES256 key is on P-256.
        let p384 = Ecdsa::from_scalar(Alg::ES384, &[5; 48]).unwrap();
        let token = forge(r#"{"alg":"ES256"}"#, "{}", &p384);
        assert_eq!(refused_by(&ecdsa.public(), &token), "jws/invalid-signature");
        assert!(EcdsaPublic::from_coordinates(Alg::ES256, &[1; 48], &[1; 48]).is_err());
    }

    #[test]
    fn hdr_19_a_key_in_the_header_is_data() {
        let mine = Ed25519::from_seed(Alg::Ed25519, &[1; 32]).unwrap();
        let theirs = Ed25519::from_seed(Alg::Ed25519, &[2; 32]).unwrap();
        let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"gTl3Dqh9F19WoS5WT8u3R4cRsNUYnCfXYZGwgBHGIOg"}"#;
        for extra in [
            format!(r#""jwk":{jwk}"#),
            r#""jku":"http://169.254.169.254/latest/meta-data""#.into(),
            r#""x5u":"file:///etc/passwd""#.into(),
            r#""x5c":["MIIB"]"#.into(),
            r#""kid":"../../dev/null""#.into(),
        ] {
            let token = forge(&format!(r#"{{"alg":"Ed25519",{extra}}}"#), "{}", &theirs);
            assert_eq!(refused_by(&mine.public(), &token), "jws/invalid-signature", "{extra}");
            // The same header by the right key: it was not the header that was refused.
            let token = forge(&format!(r#"{{"alg":"Ed25519",{extra}}}"#), "{}", &mine);
            lax().verify_claims(&token, &mine.public()).unwrap();
        }
    }

    #[test]
    fn crt_02_une_07_extensions_that_are_not_understood() {
        for (header, code) in [
            (r#"{"alg":"HS256","crit":["exp"],"exp":1}"#, "header/crit"),
            (r#"{"alg":"HS256","crit":["x"]}"#, "header/crit"),
            (r#"{"alg":"HS256","crit":[]}"#, "header/crit"),
            (r#"{"alg":"HS256","crit":["alg"]}"#, "header/crit"),
            // UNE-07, UNE-01, UNE-02
            (r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, "jws/unencoded-payload"),
            (r#"{"alg":"HS256","b64":false}"#, "jws/unencoded-payload"),
            (r#"{"alg":"HS256","b64":null}"#, "jws/unencoded-payload"),
            (r#"{"alg":"HS256","b64":"true"}"#, "jws/unencoded-payload"),
            (r#"{"alg":"HS256","b64":0,"crit":["b64"]}"#, "jws/unencoded-payload"),
        ] {
            assert_eq!(refused_by(&key(), &forge(header, "{}", &key())), code, "{header}");
        }
        // UNE-07: also where the payload stands in the token as it is.
        let input = format!("{}.{{}}", jose_b64::encode(r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#));
        let signature = key().sign(SigningInput::new(input.as_bytes())).unwrap();
        let token = format!("{input}.{}", jose_b64::encode(&*signature));
        assert_eq!(refused_by(&key(), &token), "jws/unencoded-payload");
        // UNE-13
        let token = forge(r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#, "{}", &key());
        lax().verify_claims(&token, &key()).unwrap();
    }

    /// CRT-10: a handler sees the value and decides.
    #[test]
    fn crt_10_a_handler_processes_the_value() {
        let policy = || lax().crit(CritHandlers::new().on("region", |value| value.as_str().as_deref() == Some("eu")));
        let with = |policy: Policy, region: &str| {
            let header = format!(r#"{{"alg":"HS256","crit":["region"],"region":{region}}}"#);
            policy.verify_claims(&forge(&header, "{}", &key()), &key())
        };
        with(policy(), r#""eu""#).unwrap();
        for region in [r#""us""#, "1", "null", r#"["eu"]"#] {
            assert_eq!(with(policy(), region).unwrap_err().code(), "header/crit", "{region}");
        }
        // The limits do not take the handlers away, nor the handlers the limits.
        with(policy().limits(Limits::default()), r#""eu""#).unwrap();
        assert_eq!(with(lax(), r#""eu""#).unwrap_err().code(), "header/crit");
    }

    /// JWE-14: a JWE, well-formed or not, is never a signed token.
    #[test]
    fn jwe_14_encrypted_is_not_signed() {
        let rsa_oaep = jose_b64::encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
        let dir = jose_b64::encode(r#"{"alg":"dir","enc":"A128GCM"}"#);
        for token in [
            format!("{rsa_oaep}.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"),
            format!("{dir}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"),
            format!("{}.a.b.c.d", jose_b64::encode(r#"{"alg":"HS256"}"#)),
        ] {
            let error = lax().verify_claims(&token, &key()).unwrap_err();
            let TokenError::Jws(VerifyError::Parse(ParseError::NotThreeParts { parts: 4 })) = error else {
                panic!("{error}")
            };
            assert!(lax().open(&token).is_err());
        }
        // A JWE's header in a JWS, signed by the right key.
        let token = forge(r#"{"alg":"dir","enc":"A128GCM"}"#, "{}", &key());
        assert_eq!(refused_by(&key(), &token), "jws/no-matching-key");
    }

    /// JSN-11, B64-14, B64-15: a JWT is compact.
    #[test]
    fn jsn_11_json_serializations() {
        let token = signed("{}");
        let mut parts = token.split('.');
        let (protected, payload, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        let flattened = format!(r#"{{"payload":"{payload}","protected":"{protected}","signature":"{signature}"}}"#);
        let general = format!(r#"{{"payload":"{payload}","signatures":[{{"protected":"{protected}","signature":"{signature}"}}]}}"#);
        let polyglot = format!(r#"{{"{protected}.{payload}.":"","payload":"{payload}","protected":"{protected}","signature":"{signature}"}}"#);
        for text in [&flattened, &general, &polyglot, "{}", "{"] {
            assert_eq!(refused_by(&key(), text), "jws/json-not-compact");
        }
        for text in [format!(" {flattened}"), format!("[{flattened}]"), format!("\"{token}\"")] {
            assert!(lax().verify_claims(&text, &key()).is_err(), "{text}");
        }
    }

    /// B64-01, B64-05, B64-10, B64-13
    #[test]
    fn b64_01_what_is_around_or_between_the_parts() {
        let token = signed("{}");
        lax().verify_claims(&token, &key()).unwrap();
        let (input, signature) = token.rsplit_once('.').unwrap();
        for text in [
            "".into(), ".".into(), "..".into(), "...".into(), "....".into(), "a".into(), "a.b".into(),
            format!("Bearer {token}"), format!(" {token}"), format!("{token} "), format!("{token}\n"), format!("\u{feff}{token}"),
            format!("{token}."), format!(".{token}"), format!("{token}.{token}"), format!("{input}."), input.into(),
            format!("{input}..{signature}"), format!("{token}="), format!("{token}=="), format!("{token}\0"), format!("'{token}'"),
            token.replace('.', ".."), token.replace('.', ". "), token.replace('.', "\u{2024}"), token.to_uppercase(),
            format!("{input}.{signature}{signature}"), format!("{input}.{}", &signature[..signature.len() - 1]),
            token.chars().rev().collect(),
        ] {
            assert!(lax().verify_claims(&text, &key()).is_err(), "{text:?}");
        }
    }

    /// JWK-10, JWK-13: several keys that fit are an error unless the caller allows tries.
    #[test]
    fn jwk_10_jwk_13_ambiguous_keys() {
        let other = Hmac::new(Alg::HS256, &[8; 32]).unwrap();
        let token = signed("{}");
        let keys = Verifiers::of([&other, &key()]);
        let error = lax().verify_claims(&token, &keys).unwrap_err();
        assert!(matches!(error, TokenError::Jws(VerifyError::AmbiguousKey { count: 2 })), "{error}");
        lax().verify_claims(&token, &keys.try_candidates(2)).unwrap();
        let (a, b) = (other.with_kid("a"), key().with_kid("a"));
        let token = forge(r#"{"alg":"HS256","kid":"a"}"#, "{}", &key());
        assert_eq!(refused_by(&Verifiers::of([&a, &b]), &token), "jws/ambiguous-key");
        // JWK-14: an empty kid is a kid.
        let token = forge(r#"{"alg":"HS256","kid":""}"#, "{}", &key());
        assert_eq!(refused_by(&b, &token), "jws/no-matching-key");
    }
}
