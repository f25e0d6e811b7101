//! Policies as values: cloned, shared, sent to other threads.

use crate::common::{NOW, forge, key};
use crate::{accepts, exact, failed, without_exp};
use jose_jwt::jwk::Limits;
use jose_jwt::jws::Verify;
use jose_jwt::{Policy, TokenError, Verified};
use serde_json::Value;

#[test]
fn a_clone_shares_and_does_not_follow() {
    let first = without_exp();
    let second = first.clone().issuer("joe");
    accepts(&first, "{}");
    assert_eq!(failed(&second, "{}"), ["iss jwt/missing-claim"]);
    // The order of calls does not matter.
    let one = exact()
        .limits(Limits::default())
        .padding(jose_jwt::Padding::Allowed)
        .leeway_secs(5);
    let other = exact()
        .leeway_secs(5)
        .padding(jose_jwt::Padding::Allowed)
        .limits(Limits::default());
    let token = forge(
        r#"{"alg":"HS256"}"#,
        format!(r#"{{"exp":{}}}"#, NOW.secs() - 4),
        &key(),
    );
    let padded = format!("{token}=");
    for policy in [one, other] {
        policy.verify_claims(&padded, &key()).unwrap();
    }
    assert_eq!(
        exact().verify_claims(&padded, &key()).unwrap_err().code(),
        "jws/base64"
    );
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
    is_error::<jose_jwt::BuildTokenError>();
    is_error::<jose_jwt::ClaimErrors>();
    is_error::<jose_jwt::ClaimError>();
}

#[test]
fn many_threads_verify_while_the_keys_are_swapped() {
    use std::sync::{Arc, RwLock};
    let policy = without_exp();
    let keys = || {
        let key: Arc<dyn Verify> = Arc::new(key().with_kid("a"));
        jose_jwt::Verifiers::from_keys([key])
    };
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
