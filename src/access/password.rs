use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::access::secret::hexadecimal;
use crate::access::turns::in_turn;
use crate::inventory::surroundings::Surroundings;

/// A password has at least so many characters: length is what makes guessing slow, not odd signs.
pub const SHORTEST_PASSWORD: usize = 12;

/// And at most so many, so that nobody keeps the program busy with a book.
const LONGEST: usize = 200;

/// How hard a password is to compute (argon2id, RFC 9106): what it costs us once, it costs a guesser at each guess.
#[derive(Debug, Clone)]
pub struct Hardness {
    params: Params,
    computed: Arc<AtomicU64>,
}

impl Hardness {
    /// 19 MiB and two passes, as the OWASP cheat sheet on password storage advises.
    pub fn usual() -> Self {
        Self::of(Params::default())
    }

    /// As little as the method allows, for tests.
    pub fn least() -> Self {
        Self::of(Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None).unwrap_or_default())
    }

    fn of(params: Params) -> Self {
        Self { params, computed: Arc::default() }
    }

    /// How many passwords and codes were computed since the start. Nothing is computed without being counted.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The password as it is kept, a PHC string; nothing if the method fails, as without memory.
    pub(super) fn hash(&self, password: &str, surroundings: &Surroundings) -> Option<String> {
        let mut salt = [0; 16];
        surroundings.fill(&mut salt);
        let computed = self.compute(self.params.clone(), normal(password).as_bytes(), &salt)?;
        let (m, t, p) = (self.params.m_cost(), self.params.t_cost(), self.params.p_cost());
        let written = |bytes: &[u8]| STANDARD_NO_PAD.encode(bytes);
        Some(format!("$argon2id$v=19$m={m},t={t},p={p}${}${}", written(&salt), written(&computed)))
    }

    /// What a short code is found by: the same for the same code and salt, and as hard to compute as a password, so that
    /// whoever gets at the file cannot try all codes.
    pub(super) fn fingerprint(&self, code: &str, salt: &[u8; 16]) -> Option<String> {
        Some(hexadecimal(&self.compute(self.params.clone(), code.as_bytes(), salt)?))
    }

    /// Whether it is this password. Without a kept one it takes as long and is not.
    pub(super) fn verify(&self, password: &str, kept: Option<&str>) -> bool {
        let Some(kept) = kept else {
            // Somebody who is not known must not be told from somebody who is by the time it takes.
            let _ = self.compute(self.params.clone(), normal(password).as_bytes(), b"nobody has this salt");
            return false;
        };
        let verified = || {
            let hash = PasswordHash::new(kept).ok()?;
            let salt = hash.salt.as_ref()?;
            let computed = self.compute(Params::try_from(&hash).ok()?, normal(password).as_bytes(), salt.as_ref())?;
            // Compared in a time that does not tell how much of it is right.
            (hash.hash? == Output::new(&computed).ok()?).then_some(())
        };
        verified().is_some()
    }

    fn compute(&self, params: Params, password: &[u8], salt: &[u8]) -> Option<[u8; 32]> {
        self.computed.fetch_add(1, Ordering::Relaxed);
        let (blocks, mut out) = (params.block_count(), [0; 32]);
        let method = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let computed = in_turn(blocks, |memory| method.hash_password_into_with_memory(password, salt, &mut out, memory));
        computed.inspect_err(|error| tracing::error!(%error, "a password or code could not be computed")).ok().map(|()| out)
    }
}

/// What looks the same is the same, whichever keyboard it was typed on.
fn normal(password: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    password.nfkc().collect()
}

/// Why a password is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooWeak {
    /// Fewer than [`SHORTEST_PASSWORD`] characters.
    Short,
    /// More than anybody types.
    Long,
    /// Few different characters.
    Uniform,
    /// The name, or what everybody takes, with something round it.
    Expected,
}

/// What people take first, here. A password that is one of these with digits and signs round it is tried first, too.
const TAKEN_FIRST: &[&str] = &[
    "wachtwoord",
    "password",
    "welkom",
    "welcome",
    "geheim",
    "wijkweb",
    "buurt",
    "buurthuis",
    "wijk",
    "zomer",
    "winter",
    "lente",
    "herfst",
    "voorjaar",
    "najaar",
    "qwerty",
    "qwertyuiop",
    "azerty",
    "asdfghjkl",
    "abcdefghijkl",
    "abcdefghijklm",
    "iloveyou",
    "ikhouvanjou",
    "letmein",
    "administrator",
    "beheerder",
    "amsterdam",
    "rotterdam",
    "denhaag",
    "utrecht",
    "eindhoven",
    "feyenoord",
    "ajax",
];

/// Refuses a password that a guesser would try early; `about` is what is known of its owner, such as the name.
pub(super) fn judge(password: &str, about: &[&str]) -> Result<(), TooWeak> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Err(TooWeak::Short);
    }
    if length > LONGEST {
        return Err(TooWeak::Long);
    }
    let mut signs: Vec<char> = password.chars().collect();
    signs.sort_unstable();
    signs.dedup();
    if signs.len() < 5 {
        return Err(TooWeak::Uniform);
    }
    let letters: String = password.to_lowercase().chars().filter(|sign| sign.is_alphabetic()).collect();
    let is_run = letters.is_empty() && is_run(password);
    let known = about.iter().flat_map(|text| text.split(|sign: char| !sign.is_alphabetic())).map(str::to_lowercase);
    let mut known = known.filter(|word| word.chars().count() >= 3);
    let is_known = !letters.is_empty() && known.any(|word| word.repeat(letters.len() / word.len()) == letters);
    if is_run || is_known || TAKEN_FIRST.contains(&letters.as_str()) {
        return Err(TooWeak::Expected);
    }
    Ok(())
}

/// Digits that go up or down one by one, as 123456789012 does.
fn is_run(password: &str) -> bool {
    let digits: Vec<u32> = password.chars().filter_map(|sign| sign.to_digit(10)).collect();
    let goes = |by: u32| digits.windows(2).all(|pair| pair[1] == (pair[0] + by) % 10);
    goes(1) || goes(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other_is() {
        let (hardness, surroundings) = (Hardness::least(), Surroundings::real());
        let kept = hardness.hash("drie fietsen en een kar", &surroundings).unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m="), "{kept}");
        assert!(hardness.verify("drie fietsen en een kar", Some(&kept)));
        assert!(!hardness.verify("drie fietsen en een Kar", Some(&kept)));
        assert!(!hardness.verify("drie fietsen en een kar", None));
        assert!(!hardness.verify("x", Some("not a hash")));
        assert_ne!(kept, hardness.hash("drie fietsen en een kar", &surroundings).unwrap(), "salted");
        let by_the_library = argon2::password_hash::PasswordVerifier::verify_password(
            &Argon2::default(),
            b"drie fietsen en een kar",
            &PasswordHash::new(&kept).unwrap(),
        );
        assert!(by_the_library.is_ok(), "as everybody else computes it");
        let composed = hardness.hash("caf\u{e9} de kroon!", &surroundings).unwrap();
        assert!(hardness.verify("cafe\u{301} de kroon!", Some(&composed)), "typed on another keyboard");
    }

    #[test]
    fn the_usual_hardness_is_what_is_advised() {
        let params = Hardness::usual().params;
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (19 * 1024, 2, 1));
    }

    #[test]
    fn what_a_guesser_tries_first_is_refused() {
        let about = ["Fatma de Boer", "fatma@wijk.example"];
        for (password, why) in [
            ("kort", TooWeak::Short),
            ("elfletters!", TooWeak::Short),
            ("aaaaaaaaaaaaaaaa", TooWeak::Uniform),
            ("121212121212", TooWeak::Uniform),
            ("Welkom2026!!", TooWeak::Expected),
            ("2026Wachtwoord", TooWeak::Expected),
            ("123456789012", TooWeak::Expected),
            ("987654321098", TooWeak::Expected),
            ("Fatma1234567", TooWeak::Expected),
        ] {
            assert_eq!(judge(password, &about), Err(why), "{password}");
        }
        assert_eq!(judge(&"lang en breed ".repeat(20), &about), Err(TooWeak::Long));
        for password in ["drie fietsen en een kar", "Welkom in de tuin 7", "fatma bakt op vrijdag", "374910526618"] {
            assert_eq!(judge(password, &about), Ok(()), "{password}");
        }
    }
}
