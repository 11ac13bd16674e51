use serde::{Deserialize, Serialize};
use totp_rs::{Builder, Secret, Totp};

use crate::access::secret::fingerprint;
use crate::inventory::moment::Moment;
use crate::inventory::surroundings::Surroundings;

/// A code of the second step changes after so many seconds (RFC 6238).
const STEP: u64 = 30;

/// So many recovery codes are handed out together.
const CODES: usize = 10;

/// The second step of signing in: a code that changes with the time, from an app on the phone (TOTP, RFC 6238), or one of
/// the recovery codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SecondStep {
    /// What the app shares with us, in base 32.
    secret: String,
    /// The last step of time whose code was used: a code is good once.
    used: u64,
    /// Fingerprints of the recovery codes that are left.
    recovery: Vec<String>,
}

/// Recovery codes as they are handed out, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryCodes(pub Vec<String>);

/// The code is not the one of this moment, or was used before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongCode;

impl SecondStep {
    /// Draws what the app is to share, in base 32.
    pub(super) fn draw(surroundings: &Surroundings) -> String {
        let mut bytes = [0; 20];
        surroundings.fill(&mut bytes);
        Secret::from(bytes).to_base32()
    }

    /// Turned on with the first code of the app, which shows that the app has it right.
    pub(super) fn begin(secret: &str, code: &str, surroundings: &Surroundings) -> Result<(Self, RecoveryCodes), WrongCode> {
        let (recovery, codes) = draw_codes(surroundings);
        let mut step = Self { secret: secret.to_owned(), used: 0, recovery };
        step.check(code, surroundings.now())?;
        Ok((step, codes))
    }

    /// New recovery codes in the place of all earlier ones.
    pub(super) fn renew_codes(&mut self, surroundings: &Surroundings) -> RecoveryCodes {
        let (recovery, codes) = draw_codes(surroundings);
        self.recovery = recovery;
        codes
    }

    /// Uses a code of the app, or a recovery code, up.
    pub(super) fn check(&mut self, code: &str, now: Moment) -> Result<(), WrongCode> {
        let code: String = code.chars().filter(|sign| !sign.is_whitespace() && *sign != '-').collect::<String>().to_lowercase();
        let (second, _) = now.parts();
        let matched = app(&self.secret, "").and_then(|app| app.check(&code, u64::try_from(second).unwrap_or_default()));
        if let Some(step) = matched.filter(|step| *step > self.used) {
            self.used = step;
            return Ok(());
        }
        let recovery = fingerprint(&code);
        let at = self.recovery.iter().position(|left| *left == recovery).ok_or(WrongCode)?;
        self.recovery.remove(at);
        Ok(())
    }

    pub(super) fn codes_left(&self) -> usize {
        self.recovery.len()
    }
}

/// Codes of 10 of 32 signs: 50 bits, far too many to be tried at the pace of the second step.
fn draw_codes(surroundings: &Surroundings) -> (Vec<String>, RecoveryCodes) {
    let codes: Vec<String> = (0..CODES)
        .map(|_| {
            let mut bytes = [0; 10];
            surroundings.fill(&mut bytes);
            let signs: String = bytes.iter().map(|byte| char::from(b"abcdefghjkmnpqrstuvwxyz234567890"[usize::from(byte % 32)])).collect();
            format!("{}-{}", &signs[..5], &signs[5..])
        })
        .collect();
    (codes.iter().map(|code| fingerprint(&code.replace('-', ""))).collect(), RecoveryCodes(codes))
}

/// The app as it computes; nothing if the secret makes no sense.
fn app(secret: &str, name: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    // One step of the past is good as well: people read slowly, and clocks differ.
    Builder::new()
        .with_secret(secret)
        .with_skew(1)
        .with_step_duration(STEP)
        .with_account_name(name)
        .with_issuer(Some("Wijkweb"))
        .build()
        .ok()
}

/// The link that an app reads from the QR code. `name` is what it calls the account.
pub(super) fn link(secret: &str, name: &str) -> Option<String> {
    // A colon would end the issuer's part.
    app(secret, &name.replace(':', " "))?.to_url().ok()
}

/// The code that the app shows at this moment.
#[cfg(test)]
pub(super) fn code_now(secret: &str, now: Moment) -> String {
    app(secret, "").unwrap().generate(u64::try_from(now.parts().0).unwrap()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Surroundings {
        Surroundings::fixed(Moment::from_second(second).unwrap())
    }

    fn code(secret: &str, second: u64) -> String {
        app(secret, "").unwrap().generate(second).to_string()
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // The secret of the test vectors, in base 32, and the last six digits of the codes.
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (second, expected) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (2_000_000_000, "279037")] {
            assert_eq!(code(secret, second), expected);
        }
    }

    #[test]
    fn a_code_is_good_once_and_for_a_short_time() {
        let secret = SecondStep::draw(&at(1_700_000_000));
        let now = 1_700_000_010_u64;
        let (mut step, _) = SecondStep::begin(&secret, &code(&secret, now), &at(1_700_000_010)).unwrap();
        let moment = |second: u64| Moment::from_second(i64::try_from(second).unwrap()).unwrap();
        assert_eq!(step.check(&code(&secret, now), moment(now)), Err(WrongCode), "used when it was turned on");
        let next = now + STEP;
        assert_eq!(step.check(&code(&secret, next), moment(next + STEP)), Ok(()), "read slowly");
        assert_eq!(step.check(&code(&secret, next), moment(next + STEP)), Err(WrongCode), "replayed");
        assert_eq!(step.check(&code(&secret, now), moment(next + STEP)), Err(WrongCode), "from before the last one used");
        let late = next + 10 * STEP;
        assert_eq!(step.check(&code(&secret, late), moment(late + 4 * STEP)), Err(WrongCode), "too old");
        for nonsense in ["", "000", "abcdef", "0000000", "é"] {
            assert_eq!(step.check(nonsense, moment(late)), Err(WrongCode), "{nonsense}");
        }
    }

    #[test]
    fn a_recovery_code_is_good_once() {
        let surroundings = Surroundings::real();
        let secret = SecondStep::draw(&surroundings);
        let second = u64::try_from(surroundings.now().parts().0).unwrap();
        let (mut step, RecoveryCodes(codes)) = SecondStep::begin(&secret, &code(&secret, second), &surroundings).unwrap();
        assert_eq!((codes.len(), step.codes_left()), (CODES, CODES));
        let typed = codes[3].to_uppercase().replace('-', " ");
        assert_eq!(step.check(&typed, surroundings.now()), Ok(()));
        assert_eq!(step.check(&typed, surroundings.now()), Err(WrongCode));
        assert_eq!(step.codes_left(), CODES - 1);
        let RecoveryCodes(renewed) = step.renew_codes(&surroundings);
        assert_eq!(step.check(&codes[4], surroundings.now()), Err(WrongCode), "replaced");
        assert_eq!(step.check(&renewed[4], surroundings.now()), Ok(()));
    }

    #[test]
    fn the_link_for_the_app_names_the_account() {
        let link = link(&SecondStep::draw(&at(1_700_000_000)), "fatma@wijk.example").unwrap();
        assert!(link.starts_with("otpauth://totp/Wijkweb:fatma%40wijk.example?secret="), "{link}");
    }
}
