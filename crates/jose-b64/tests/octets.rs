//! Inline storage.

use jose_b64::Octets;
use proptest::prelude::*;

#[test]
fn inline_up_to_n_and_on_the_heap_above() {
    let info = allocation_counter::measure(|| {
        let four = Octets::<4>::from_slice(&[1, 2, 3, 4]);
        assert!(four.is_inline());
        assert_eq!(four.as_ref(), [1, 2, 3, 4]);
        assert!(Octets::<4>::decode(b"AAECAw").unwrap().is_inline());
        assert!(Octets::<4>::zeroed(4).is_inline());
        assert!(Octets::<0>::from_slice(&[]).is_inline());
    });
    assert_eq!(info.count_total, 0);
    let five = Octets::<4>::from_slice(&[1, 2, 3, 4, 5]);
    assert!(!five.is_inline());
    assert_eq!(five.len(), 5);
    assert!(!Octets::<4>::decode(b"AAECAwQ").unwrap().is_inline());
    assert!(!Octets::<4>::zeroed(5).is_inline());
    assert!(Octets::<4>::from_vec(vec![9; 4]).is_inline());
    assert!(!Octets::<4>::from_vec(vec![9; 5]).is_inline());
}

#[test]
fn a_long_vector_is_taken_over_and_given_back() {
    let vector = vec![7; 100];
    let address = vector.as_ptr();
    let info = allocation_counter::measure(|| {
        let back = Octets::<64>::from_vec(vector).into_vec();
        assert_eq!(back.as_ptr(), address);
    });
    assert_eq!(info.count_total, 0);
}

#[test]
fn writing_through_the_slice() {
    for len in [3, 9] {
        let mut octets = Octets::<4>::zeroed(len);
        octets.as_mut_slice()[2] = 5;
        assert_eq!(&octets[..3], [0, 0, 5]);
        assert_eq!(octets.len(), len);
    }
}

// API-01
#[test]
fn debug_shows_the_length_only() {
    assert_eq!(
        format!("{:?}", Octets::<4>::from_slice(b"hi")),
        "Octets(2 octets)"
    );
    assert_eq!(
        format!("{:?}", Octets::<4>::from_slice(b"hello")),
        "Octets(5 octets)"
    );
}

#[test]
fn equality_looks_at_what_is_used_only() {
    let mut one = Octets::<4>::zeroed(4);
    one.as_mut_slice().copy_from_slice(&[1, 2, 3, 4]);
    assert_ne!(one, Octets::from_slice(&[1, 2, 3]));
    assert_ne!(Octets::<4>::zeroed(1), Octets::zeroed(2));
    assert_eq!(Octets::<4>::default(), Octets::zeroed(0));
}

proptest! {
    #[test]
    fn the_octets_come_back(octets in proptest::collection::vec(any::<u8>(), 0..20)) {
        let kept = Octets::<10>::from_slice(&octets);
        prop_assert_eq!(kept.as_slice(), octets.as_slice());
        prop_assert_eq!(kept.is_inline(), octets.len() <= 10);
        prop_assert_eq!(&kept, &Octets::from_vec(octets.clone()));
        let decoded = Octets::<10>::decode(jose_b64::encode(&octets).as_bytes());
        prop_assert_eq!(decoded.as_ref(), Ok(&kept));
        prop_assert_eq!(kept.clone().into_vec(), octets);
    }
}
