//! Reading the parameters that all key types share (RFC 7517, section 4).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use jose_b64::{Kind, Object, Value};

use super::permits::{KeyOp, KeyUse, contradict};
use super::{Jwk, JwkOptions, X5};
use crate::error::JwkError;
use crate::material::{Material, own_members, string};
use crate::member::Members;
use crate::name::{Alg, Kty};

pub(super) fn parse(object: &Object<'_>, options: &JwkOptions) -> Result<Jwk, JwkError> {
    let kty = string(object, "kty")?.ok_or(JwkError::Missing { member: "kty" })?;
    let kty = Kty::parse(&kty).map_err(|reason| JwkError::Name {
        member: "kty",
        reason,
    })?;

    let public_key_use = string(object, "use")?.map(|name| KeyUse::from_name(&name));
    let key_ops = object.value("key_ops").map(key_ops).transpose()?;
    if contradict(public_key_use.as_ref(), key_ops.as_deref()) {
        return Err(JwkError::UseKeyOps);
    }
    let alg = string(object, "alg")?;
    let alg = alg
        .as_deref()
        .map(Alg::parse)
        .transpose()
        .map_err(|reason| JwkError::Name {
            member: "alg",
            reason,
        })?;
    let kid = string(object, "kid")?.map(Box::from);
    let x5 = x5(object);
    check_types(object)?;

    let mut members = Members::default();
    let mut of_material = Members::default();
    let own = own_members(kty);
    for (name, value) in object.members() {
        match &*name {
            "kty" | "use" | "key_ops" | "alg" | "kid" => {}
            "x5u" if x5.x5u.is_some() => {}
            "x5c" if x5.x5c.is_some() => {}
            "x5t" if x5.x5t.is_some() => {}
            "x5t#S256" if x5.x5t_s256.is_some() => {}
            "x5u" | "x5c" | "x5t" | "x5t#S256" | "ext" | "exp" | "nbf" | "iat" => {
                members.push(&name, value);
            }
            name if own.contains(&name) => {}
            _ => of_material.push(&name, value),
        }
    }
    of_material.sort();
    let material = Material::parse(kty, alg, object, &mut of_material, options.leading_zeros)?;
    members.merge(of_material);

    Ok(Jwk {
        material,
        public_key_use,
        key_ops,
        alg: alg.map(|alg| alg.name().into()),
        kid,
        x5: (x5 != X5::default()).then(|| Box::new(x5)),
        members,
    })
}

/// Section 4.3: an array of strings, none of them twice.
fn key_ops(value: Value<'_>) -> Result<Vec<KeyOp>, JwkError> {
    let wrong = JwkError::WrongType {
        member: "key_ops",
        expected: "an array of strings",
    };
    let Some(elements) = value.elements() else {
        return Err(wrong);
    };
    let mut ops = Vec::new();
    for element in elements {
        let Some(name) = element.as_str() else {
            return Err(wrong);
        };
        ops.push(KeyOp::from_name(&name));
    }
    let mut sorted: Vec<&str> = ops.iter().map(KeyOp::name).collect();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(JwkError::RepeatedKeyOp);
    }
    Ok(ops)
}

/// Sections 4.6 to 4.9, where they have their types: all are hints, and real key sets have them wrong.
fn x5(object: &Object<'_>) -> X5 {
    let hint = |name| object.value(name).and_then(Value::as_str).map(String::from);
    let chain = |value: Value<'_>| -> Option<Vec<String>> {
        value
            .elements()?
            .map(|element| element.as_str().map(String::from))
            .collect()
    };
    X5 {
        x5u: hint("x5u"),
        x5c: object.value("x5c").and_then(chain),
        x5t: hint("x5t"),
        x5t_s256: hint("x5t#S256"),
    }
}

/// JWK-19, JWK-21: a time limit that cannot be read must not pass for "no limit".
fn check_types(object: &Object<'_>) -> Result<(), JwkError> {
    for member in ["exp", "nbf", "iat"] {
        if object
            .value(member)
            .is_some_and(|value| value.as_f64().is_none())
        {
            return Err(JwkError::WrongType {
                member,
                expected: "a number",
            });
        }
    }
    match object.value("ext").map(Value::kind) {
        None | Some(Kind::Bool) => Ok(()),
        Some(_) => Err(JwkError::WrongType {
            member: "ext",
            expected: "a boolean",
        }),
    }
}
