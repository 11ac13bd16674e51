//! Sealing a text so that only the key opens it, and only where it belongs. **Frozen**: what is sealed so is on people's disks.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::ring::{Found, Key, Ring};
use crate::inventory::id::Id;
use crate::inventory::surroundings::Randomness;

/// Bytes of a nonce. As many as these may be drawn without looking whether one was used before.
const NONCE: usize = 24;
/// Bytes by which a sealed text is longer than an open one, without the nonce.
const TAG: usize = 16;

/// With what texts are sealed.
pub(in crate::store) struct Sealing<'a> {
    /// The keys.
    pub(in crate::store) ring: &'a Ring,
    /// Where nonces come from.
    pub(in crate::store) randomness: &'a Randomness,
}

impl Sealing<'_> {
    /// Seals the row of the record or tie `own`, which is about `persons`; nothing if a key is not there.
    pub(in crate::store) fn seal(&self, persons: &[Id], own: Id, text: &[u8]) -> Option<String> {
        let Found::Key(key) = self.ring.find(persons) else { return None };
        Some(seal(&key, &self.randomness.draw(), own, text))
    }
}

/// Seals a text for one place, in base64: the nonce, and what XChaCha20-Poly1305 makes of the text, with the id of its own
/// as associated data.
pub(in crate::store) fn seal(key: &Key, nonce: &[u8; NONCE], own: Id, text: &[u8]) -> String {
    let mut sealed = Vec::with_capacity(NONCE + text.len() + TAG);
    sealed.extend_from_slice(text);
    let cipher = XChaCha20Poly1305::new(&key.0.into());
    if cipher.encrypt_in_place(&XNonce::from(*nonce), &own.bytes(), &mut sealed).is_err() {
        // Only of a text that has no place in memory either.
        sealed.clear();
    }
    sealed.splice(0..0, nonce.iter().copied());
    STANDARD.encode(sealed)
}

/// Opens what was sealed; nothing if the key is not its own, it belongs elsewhere, or was changed.
pub(in crate::store) fn open(key: &Key, own: Id, sealed: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(sealed).ok()?;
    let (nonce, msg) = bytes.split_first_chunk::<NONCE>()?;
    let payload = Payload { msg, aad: &own.bytes() };
    XChaCha20Poly1305::new(&key.0.into()).decrypt(&XNonce::from(*nonce), payload).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::moment::Moment;

    fn id(number: u8) -> Id {
        Id::mint(Moment::EPOCH, [number; 10])
    }

    #[test]
    fn the_shape_of_what_is_sealed_is_frozen() {
        let sealed = seal(&Key([7; 32]), &[9; NONCE], id(1), b"knows how to weave");
        assert_eq!(sealed, "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJ1RyN/Q+KEQ2DMnxTSARiilyW1pZynHxn1uHrA+8nzBmOnA==");
        assert_eq!(open(&Key([7; 32]), id(1), &sealed).unwrap(), b"knows how to weave");
    }

    #[test]
    fn what_is_sealed_opens_with_its_own_key_in_its_own_place_and_unchanged() {
        let sealed = seal(&Key([7; 32]), &[9; NONCE], id(1), b"weaves");
        assert_eq!(open(&Key([8; 32]), id(1), &sealed), None, "another key");
        assert_eq!(open(&Key([7; 32]), id(2), &sealed), None, "another place");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(open(&Key([7; 32]), id(1), &String::from_utf8(changed).unwrap()), None, "letter {at}");
            assert_eq!(open(&Key([7; 32]), id(1), &sealed[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn what_is_about_two_needs_the_keys_of_both_in_any_order() {
        let mut ring = Ring::empty();
        ring.add([(id(1), Key([1; 32])), (id(2), Key([2; 32]))]);
        let Found::Key(both) = ring.find(&[id(1), id(2)]) else { panic!("both are there") };
        assert_eq!(ring.find(&[id(2), id(1)]), Found::Key(both));
        assert!(![Key([1; 32]), Key([2; 32])].contains(&both));
        assert_eq!(ring.find(&[id(1), id(3)]), Found::Missing);
        ring.destroy(&[id(2)], Moment::EPOCH, &Randomness::fixed());
        assert_eq!(ring.find(&[id(1), id(2)]), Found::Erased);
        assert_eq!(ring.find(&[id(3), id(2)]), Found::Erased);
        assert_eq!(ring.find(&[id(1)]), Found::Key(Key([1; 32])));
    }
}
