//! The times of a token (RFC 7519, sections 4.1.4 to 4.1.6): JWT-04 to JWT-07.

use crate::common::{NOW, key, signed};
use crate::{accepts, exact, failed, without_exp};
use jose_jwt::{ClaimReason, Clock, MAX_LEEWAY_SECS, NumericDate, Policy};

#[test]
fn jwt_04_exp_is_reached_at_its_own_second() {
    let now = NOW.secs();
    accepts(&exact(), &format!(r#"{{"exp":{}}}"#, now + 1));
    accepts(&exact(), &format!(r#"{{"exp":{now}.5}}"#));
    accepts(&exact(), &format!(r#"{{"exp":{now}.000001}}"#));
    for exp in [
        format!("{now}"),
        format!("{now}.0"),
        format!("{}.999", now - 1),
        format!("{}", now - 1),
        "0".into(),
        "-1".into(),
    ] {
        assert_eq!(
            failed(&exact(), &format!(r#"{{"exp":{exp}}}"#)),
            ["exp jwt/expired"],
            "{exp}"
        );
    }
    // With leeway the border moves by that much, and not by one more.
    let tolerant = exact().leeway_secs(30);
    accepts(&tolerant, &format!(r#"{{"exp":{}}}"#, now - 29));
    assert_eq!(
        failed(&tolerant, &format!(r#"{{"exp":{}}}"#, now - 30)),
        ["exp jwt/expired"]
    );
}

#[test]
fn jwt_04_nbf_is_good_from_its_own_second() {
    let now = NOW.secs();
    accepts(&without_exp(), &format!(r#"{{"nbf":{now}}}"#));
    accepts(&without_exp(), &format!(r#"{{"nbf":{}}}"#, now - 1));
    for nbf in [
        format!("{}", now + 1),
        format!("{now}.5"),
        format!("{now}.000001"),
        i64::MAX.to_string(),
    ] {
        assert_eq!(
            failed(&without_exp(), &format!(r#"{{"nbf":{nbf}}}"#)),
            ["nbf jwt/not-yet-valid"],
            "{nbf}"
        );
    }
    let tolerant = without_exp().leeway_secs(30);
    accepts(&tolerant, &format!(r#"{{"nbf":{}}}"#, now + 30));
    assert_eq!(
        failed(&tolerant, &format!(r#"{{"nbf":{}}}"#, now + 31)),
        ["nbf jwt/not-yet-valid"]
    );
}

#[test]
fn jwt_04_the_default_leeway_is_a_minute() {
    let policy = Policy::with_clock(NOW);
    let now = NOW.secs();
    accepts(&policy, &format!(r#"{{"exp":{}}}"#, now - 59));
    assert_eq!(
        failed(&policy, &format!(r#"{{"exp":{}}}"#, now - 60)),
        ["exp jwt/expired"]
    );
    accepts(
        &policy.clone().allow_missing_exp(),
        &format!(r#"{{"nbf":{}}}"#, now + 60),
    );
}

#[test]
fn jwt_07_leeway_has_a_cap() {
    assert_eq!(MAX_LEEWAY_SECS, 600);
    for leeway in [600, 601, 86_400, u64::MAX] {
        let policy = exact().leeway_secs(leeway);
        accepts(&policy, &format!(r#"{{"exp":{}}}"#, NOW.secs() - 599));
        let token = signed(format!(r#"{{"exp":{}}}"#, NOW.secs() - 600));
        let error = policy.verify_claims(&token, &key()).unwrap_err();
        let ClaimReason::Expired { leeway_secs, .. } = error.claims()[0].reason() else {
            panic!("{error}")
        };
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
        accepts(
            &policy.clone().allow_missing_exp(),
            r#"{"nbf":-9223372036854775808}"#,
        );
        let aged = policy.clone().max_age_secs(u64::MAX);
        if now != i64::MIN {
            accepts(
                &aged,
                &format!(r#"{{"iat":{},"exp":9223372036854775807}}"#, i64::MIN),
            );
        }
    }
    let last = Policy::with_clock(NumericDate::from_secs(i64::MAX)).allow_missing_exp();
    assert_eq!(
        failed(&last, r#"{"exp":-9223372036854775808}"#),
        ["exp jwt/expired"]
    );
    let first = Policy::with_clock(NumericDate::from_secs(i64::MIN)).allow_missing_exp();
    assert_eq!(
        failed(&first, r#"{"nbf":9223372036854775807}"#),
        ["nbf jwt/not-yet-valid"]
    );
    assert_eq!(
        failed(&first.max_age_secs(1), r#"{"iat":9223372036854775807}"#),
        ["iat jwt/issued-in-future"]
    );
    assert_eq!(
        failed(&last.max_age_secs(1), r#"{"iat":-9223372036854775808}"#),
        ["iat jwt/too-old"]
    );
}

#[test]
fn jwt_05_exp_is_required() {
    assert_eq!(failed(&exact(), "{}"), ["exp jwt/missing-claim"]);
    assert_eq!(
        failed(&exact(), r#"{"Exp":9999999999,"expires":9999999999}"#),
        ["exp jwt/missing-claim"]
    );
    accepts(&without_exp(), "{}");
    // An exp that is there counts, whether it may be missing or not.
    assert_eq!(failed(&without_exp(), r#"{"exp":1}"#), ["exp jwt/expired"]);
    // JWT-02: null is there, and is no time.
    assert_eq!(
        failed(&without_exp(), r#"{"exp":null}"#),
        ["exp jwt/wrong-type"]
    );
    // Asked for by name after all, and said once.
    assert_eq!(
        failed(&without_exp().require("exp"), "{}"),
        ["exp jwt/missing-claim"]
    );
    assert_eq!(
        failed(&exact().require("exp").expect_with("exp", |_| true), "{}"),
        ["exp jwt/missing-claim"]
    );
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
        assert_eq!(
            failed(&policy, &format!(r#"{{"iat":{iat}}}"#)),
            [expected],
            "{iat}"
        );
    }
    for iat in [now, now - 1, now - 100] {
        accepts(&policy, &format!(r#"{{"iat":{iat}}}"#));
    }
    assert_eq!(failed(&policy, "{}"), ["iat jwt/missing-claim"]);
    assert_eq!(
        failed(&policy, r#"{"iat":"1790000000"}"#),
        ["iat jwt/wrong-type"]
    );
    // Zero is an age like any other.
    let none = without_exp().max_age_secs(0);
    accepts(&none, &format!(r#"{{"iat":{now}}}"#));
    assert_eq!(
        failed(&none, &format!(r#"{{"iat":{}}}"#, now - 1)),
        ["iat jwt/too-old"]
    );
    // Leeway widens both ends.
    let tolerant = policy.leeway_secs(10);
    accepts(&tolerant, &format!(r#"{{"iat":{}}}"#, now + 10));
    accepts(&tolerant, &format!(r#"{{"iat":{}}}"#, now - 110));
    assert_eq!(
        failed(&tolerant, &format!(r#"{{"iat":{}}}"#, now + 11)),
        ["iat jwt/issued-in-future"]
    );
    assert_eq!(
        failed(&tolerant, &format!(r#"{{"iat":{}}}"#, now - 111)),
        ["iat jwt/too-old"]
    );
}

#[test]
fn every_reason_says_its_numbers() {
    let now = NOW.secs();
    let policy = exact().leeway_secs(7).max_age_secs(5);
    let claims = format!(
        r#"{{"exp":{},"nbf":{},"iat":{}}}"#,
        now - 8,
        now + 9,
        now - 20
    );
    let error = policy.verify_claims(&signed(claims), &key()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expired: exp 1789999992, now 1790000000, leeway 7 s; \
         not valid yet: nbf 1790000009, now 1790000000, leeway 7 s; \
         too old: iat 1789999980, now 1790000000, at most 5 s allowed"
    );
    let claims = format!(r#"{{"exp":{},"iat":{}}}"#, now + 1, now + 8);
    let error = policy.verify_claims(&signed(claims), &key()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "issued in the future: iat 1790000008, now 1790000000, leeway 7 s"
    );
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
    assert_eq!(
        failed(&policy, r#"{"exp":1,"nbf":0,"iat":0}"#),
        ["exp jwt/expired"]
    );
    assert_eq!(clock.0.load(Ordering::Relaxed), 2);
    // Nothing is judged before its signature is verified.
    let forged = format!("{}AAAA", signed("{}"));
    policy.verify_claims(&forged, &key()).unwrap_err();
    assert_eq!(clock.0.load(Ordering::Relaxed), 2);
}

#[cfg(feature = "std")]
#[test]
fn the_clock_of_the_system() {
    // Long past, and far in the future: the test does not depend on the day it runs.
    let policy = Policy::new();
    assert_eq!(
        failed(&policy, r#"{"exp":1700000000}"#),
        ["exp jwt/expired"]
    );
    accepts(&Policy::default(), r#"{"exp":99999999999}"#);
}
