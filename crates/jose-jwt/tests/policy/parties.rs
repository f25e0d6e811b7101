//! Who issued a token and for whom (RFC 7519, sections 4.1.1 and 4.1.3): JWT-08, JWT-10 to JWT-13.

use jose_jwt::Value;

use crate::{accepts, failed, without_exp};

#[test]
fn jwt_12_an_issuer_or_audience_that_nobody_spoke_of() {
    accepts(&without_exp(), "{}");
    assert_eq!(
        failed(&without_exp(), r#"{"iss":"joe"}"#),
        ["iss jwt/not-asked"]
    );
    assert_eq!(
        failed(&without_exp(), r#"{"aud":"me"}"#),
        ["aud jwt/not-asked"]
    );
    assert_eq!(
        failed(&without_exp(), r#"{"aud":[]}"#),
        ["aud jwt/not-asked"]
    );
    assert_eq!(
        failed(&without_exp(), r#"{"iss":"","aud":""}"#),
        ["iss jwt/not-asked", "aud jwt/not-asked"]
    );
    // One is spoken of, the other not.
    assert_eq!(
        failed(&without_exp().issuer("joe"), r#"{"iss":"joe","aud":"me"}"#),
        ["aud jwt/not-asked"]
    );
    assert_eq!(
        failed(&without_exp().audience("me"), r#"{"iss":"joe","aud":"me"}"#),
        ["iss jwt/not-asked"]
    );
    // An expectation about another claim does not speak of these.
    let policy = without_exp()
        .expect("azp", "me")
        .require("iss")
        .require("aud");
    assert_eq!(
        failed(&policy, r#"{"iss":"joe","aud":"me","azp":"me"}"#),
        ["iss jwt/not-asked", "aud jwt/not-asked"]
    );
    accepts(
        &without_exp().ignore_issuer().ignore_audience(),
        r#"{"iss":"joe","aud":["me"]}"#,
    );
    accepts(&without_exp().ignore_issuer().ignore_audience(), "{}");
}

#[test]
fn jwt_08_the_issuer_is_compared_octet_for_octet() {
    let policy = without_exp().issuer("https://id.example.com");
    accepts(&policy, r#"{"iss":"https://id.example.com"}"#);
    accepts(&policy, r#"{"iss":"https:\/\/id.ex\u0061mple.com"}"#);
    for iss in [
        "https://id.example.com/",
        "https://id.example.co",
        "https://id.example.com.evil",
        "https://ID.example.com",
        "http://id.example.com",
        " https://id.example.com",
        "https://id.example.com ",
        "id.example.com",
        "",
        "https://id.example.com\\u0000",
        "https://id.example.com:443",
        "https://id.ex\\u0430mple.com",
        "*",
        ".*",
    ] {
        assert_eq!(
            failed(&policy, &format!(r#"{{"iss":"{iss}"}}"#)),
            ["iss jwt/mismatch"],
            "{iss}"
        );
    }
    assert_eq!(failed(&policy, "{}"), ["iss jwt/missing-claim"]);
    assert_eq!(
        failed(&policy, r#"{"iss":["https://id.example.com"]}"#),
        ["iss jwt/wrong-type"]
    );
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
        claims
            .value("tid")
            .and_then(Value::as_str)
            .is_some_and(|tid| iss == format!("t/{tid}"))
    });
    accepts(&policy, r#"{"iss":"a"}"#);
    accepts(&policy, r#"{"iss":"t/1","tid":"1"}"#);
    for claims in [
        r#"{"iss":"t/1","tid":"2"}"#,
        r#"{"iss":"t/1"}"#,
        r#"{"iss":"t/1","tid":1}"#,
        r#"{"iss":"t/"}"#,
    ] {
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
    assert_eq!(
        failed(&nobody, "{}"),
        ["iss jwt/missing-claim", "aud jwt/missing-claim"]
    );
    assert_eq!(
        failed(&nobody, r#"{"iss":"joe","aud":"me"}"#),
        ["iss jwt/mismatch", "aud jwt/mismatch"]
    );
    assert_eq!(
        failed(&nobody, r#"{"iss":"","aud":[]}"#),
        ["iss jwt/mismatch", "aud jwt/mismatch"]
    );
    let nameless = without_exp().issuer("").audience("").expect("azp", "");
    assert_eq!(
        failed(&nameless, r#"{"iss":"joe","aud":"me","azp":"x"}"#),
        ["iss jwt/mismatch", "aud jwt/mismatch", "azp jwt/mismatch"]
    );
    assert_eq!(
        failed(&nameless, "{}"),
        [
            "iss jwt/missing-claim",
            "aud jwt/missing-claim",
            "azp jwt/missing-claim"
        ]
    );
    accepts(&nameless, r#"{"iss":"","aud":"","azp":""}"#);
}

#[test]
fn jwt_10_jwt_11_audience() {
    let policy = without_exp().audience("me");
    for aud in [
        r#""me""#,
        r#"["me"]"#,
        r#"["you","me"]"#,
        r#"["me","me"]"#,
        r#"["m\u0065"]"#,
    ] {
        accepts(&policy, &format!(r#"{{"aud":{aud}}}"#));
    }
    for aud in [
        r#""you""#,
        r#""me ""#,
        r#""Me""#,
        r#""m""#,
        r#""mee""#,
        r#""you,me""#,
        r#""you me""#,
        r#"["you"]"#,
        "[]",
        r#""""#,
        r#"["m","e"]"#,
    ] {
        assert_eq!(
            failed(&policy, &format!(r#"{{"aud":{aud}}}"#)),
            ["aud jwt/mismatch"],
            "{aud}"
        );
    }
    for aud in [r#"["me",1]"#, r#"[["me"]]"#, r#"{"me":true}"#, "null", "1"] {
        assert_eq!(
            failed(&policy, &format!(r#"{{"aud":{aud}}}"#)),
            ["aud jwt/wrong-type"],
            "{aud}"
        );
    }
    assert_eq!(failed(&policy, "{}"), ["aud jwt/missing-claim"]);
    accepts(
        &without_exp().audience("me").audience("us"),
        r#"{"aud":"us"}"#,
    );
    accepts(
        &without_exp().audiences(["me", "us"]),
        r#"{"aud":["them","us"]}"#,
    );
}

#[test]
fn jwt_11_only_the_audiences_named() {
    let policy = without_exp().audiences(["me", "us"]).only_named_audiences();
    for aud in [r#""me""#, r#"["me"]"#, r#"["us","me"]"#] {
        accepts(&policy, &format!(r#"{{"aud":{aud}}}"#));
    }
    for aud in [
        r#"["me","them"]"#,
        r#"["them"]"#,
        r#"["me",""]"#,
        "[]",
        r#"["me","Me"]"#,
    ] {
        assert_eq!(
            failed(&policy, &format!(r#"{{"aud":{aud}}}"#)),
            ["aud jwt/mismatch"],
            "{aud}"
        );
    }
}
