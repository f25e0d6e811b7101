//! The messages of the vectors that fail when they are decrypted: forgeries of padding, keys, tags and points among them
//! that only whoever has the key could make (CBC-02 to CBC-05, KWR-01, RKE-01, ECE-01, ZIP-05).

use jose_vectors::Class;

use crate::common::cases::{cases, configured, decrypt, keys};
use crate::common::log::{Event, Log, Logged, LoggedCipher, LoggedKey};
use crate::common::{ENCS, cipher};
use crate::is_the_one_failure;

#[test]
fn what_fails_in_the_vectors_fails_in_the_one_way() {
    let (mut seen, mut direct) = (0_usize, 0_usize);
    for case in cases().filter(|case| case.class() == Some(Class::DecryptionFailed)) {
        let log = Log::default();
        let logged = Logged::new(&log);
        let keys = keys(case, None).unwrap();
        let keys = keys.into_iter().map(|key| LoggedKey {
            key,
            log: log.clone(),
        });
        let mut decrypter = configured(jose_jwe::Decrypter::new(&logged).keys(keys), case);
        let accepted: Vec<&str> = case.encs().collect();
        for enc in ENCS
            .into_iter()
            .filter(|enc| accepted.contains(&enc.name()))
        {
            decrypter = decrypter.cipher(LoggedCipher {
                cipher: cipher(enc),
                log: log.clone(),
            });
        }
        let error = decrypt(&decrypter, case).map(drop).unwrap_err();
        is_the_one_failure(&error);
        let events = log.events();
        // Modes without an encrypted key have no substitute, and a `dir` key its own content key.
        if !events.iter().any(|event| matches!(event, Event::Drawn(_))) {
            direct = direct.saturating_add(1);
            continue;
        }
        for attempt in events.chunks(4) {
            let [
                Event::Drawn(drawn),
                Event::Asked,
                Event::Prepared(cek),
                Event::Decrypted { .. },
            ] = attempt
            else {
                panic!("{}: {events:?}", case.id)
            };
            assert_eq!(drawn.len(), cek.len(), "{}", case.id);
        }
        seen = seen.saturating_add(1);
    }
    assert!(seen > 250 && direct > 20, "{seen} {direct}");
}
