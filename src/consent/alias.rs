use std::fmt;

use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use sha2::{Digest, Sha256};

use crate::consent::audience::Audience;
use crate::inventory::id::Id;

/// The names under which persons, and what hangs on them, are known to those who do not look after the records: another
/// for each audience, always the same for one, and telling nothing. An id would tell to the millisecond when somebody
/// opened the door, and would tie together what different people were shown.
///
/// An alias is the id enciphered with a key of the audience (AES-256, one block): nothing needs to be kept or looked up
/// to know whose it is, and without the key it cannot be told from a random number.
#[derive(Clone)]
pub struct Aliases {
    everyone: Aes256,
    neighbours: Aes256,
}

impl Aliases {
    /// The aliases of a neighbourhood with this secret.
    pub fn of(secret: [u8; 32]) -> Self {
        let cipher = |audience: Audience| {
            let mut digest = Sha256::new_with_prefix(b"wijkweb alias ");
            digest.update(secret);
            digest.update(audience.code());
            Aes256::new(&<[u8; 32]>::from(digest.finalize()).into())
        };
        Self { everyone: cipher(Audience::Everyone), neighbours: cipher(Audience::Neighbours) }
    }

    /// What this audience knows the id as.
    pub fn alias(&self, id: Id, audience: Audience) -> Id {
        let Some(cipher) = self.cipher(audience) else { return id };
        let mut block = id.bytes().into();
        cipher.encrypt_block(&mut block);
        Id::from_bytes(block.into())
    }

    /// The id that this audience knows as this.
    pub fn meant(&self, alias: Id, audience: Audience) -> Id {
        let Some(cipher) = self.cipher(audience) else { return alias };
        let mut block = alias.bytes().into();
        cipher.decrypt_block(&mut block);
        Id::from_bytes(block.into())
    }

    /// Builders and up know things by their ids: they look after them.
    fn cipher(&self, audience: Audience) -> Option<&Aes256> {
        match audience {
            Audience::Everyone => Some(&self.everyone),
            Audience::Neighbours => Some(&self.neighbours),
            Audience::Builders | Audience::DoorTeam | Audience::Stewards => None,
        }
    }
}

impl Default for Aliases {
    /// Those of a graph that was made for itself, as in tests.
    fn default() -> Self {
        Self::of([0; 32])
    }
}

impl fmt::Debug for Aliases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Aliases")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::moment::Moment;

    #[test]
    fn each_audience_has_its_own_alias_and_it_leads_back() {
        let aliases = Aliases::of([7; 32]);
        let id = Id::mint(Moment::EPOCH, [1; 10]);
        let known_as = Audience::ALL.map(|audience| aliases.alias(id, audience));
        assert_ne!(known_as[0], known_as[1]);
        assert!(known_as[..2].iter().all(|alias| *alias != id) && known_as[2..].iter().all(|alias| *alias == id));
        for (audience, alias) in Audience::ALL.into_iter().zip(known_as) {
            assert_eq!(aliases.meant(alias, audience), id);
        }
        assert_ne!(Aliases::of([8; 32]).alias(id, Audience::Everyone), known_as[0], "another neighbourhood knows nobody by it");
    }

    #[test]
    fn who_came_after_another_has_no_alias_after_it() {
        let aliases = Aliases::of([7; 32]);
        let ids = (0..100).map(|second| Id::mint(Moment::from_second(second).unwrap(), [3; 10]));
        let known_as: Vec<_> = ids.map(|id| aliases.alias(id, Audience::Neighbours)).collect();
        let in_order = known_as.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((30..70).contains(&in_order), "{in_order} of 99");
    }
}
