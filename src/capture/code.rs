//! Codes of Dutch registers: areas of Statistics Netherlands (CBS) and objects of the addresses register (BAG). Codes
//! are texts: their leading zeros and letters mean something.

use crate::capture::reason::Reason;

/// The level an area code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaLevel {
    /// `GM` and four characters.
    Municipality,
    /// `WK` and six: four of the municipality, two of the district.
    District,
    /// `BU` and eight: six of the district, two of the neighbourhood.
    Neighbourhood,
}

/// An area code of Statistics Netherlands, in capitals, without blanks; positions may hold letters.
pub fn area_code(text: &str) -> Option<(AreaLevel, String)> {
    let code = text.trim().to_uppercase();
    let (level, length) = match code.get(..2)? {
        "GM" => (AreaLevel::Municipality, 6),
        "WK" => (AreaLevel::District, 8),
        "BU" => (AreaLevel::Neighbourhood, 10),
        _ => return None,
    };
    let rest = code.get(2..)?;
    let fits = code.len() == length && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let municipality = rest.get(..4).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    (fits && municipality).then_some((level, code))
}

/// The code of the area that this one is part of: of `BU05991086` the district `WK059910`, of that the municipality.
pub fn area_above(code: &str) -> Option<String> {
    match area_code(code)? {
        (AreaLevel::Neighbourhood, code) => Some(format!("WK{}", code.get(2..8)?)),
        (AreaLevel::District, code) => Some(format!("GM{}", code.get(2..6)?)),
        (AreaLevel::Municipality, _) => None,
    }
}

/// An identification in the addresses register: sixteen digits. One that lost its leading zero in a spreadsheet gets
/// it back (the second value says so); one that was rounded (`3.63E+14`) is refused, because it is lost.
pub fn bag_id(text: &str) -> Result<(String, bool), Reason> {
    let text = text.trim();
    let text = text.strip_prefix("NL.IMBAG.").and_then(|rest| rest.rsplit('.').next()).unwrap_or(text);
    if text.contains(['E', 'e', '.', ',']) && crate::capture::number::looks_like_number(text) {
        return Err(Reason::CodeRounded);
    }
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::CodeNotUnderstood);
    }
    match text.len() {
        16 => Ok((text.to_owned(), false)),
        15 => Ok((format!("0{text}"), true)),
        _ => Err(Reason::CodeNotUnderstood),
    }
}

/// A Dutch postcode as `1011AB`; `None` when it is not one (a foreign one may be right all the same).
pub fn postcode(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_uppercase();
    let bytes = code.as_bytes();
    let fits = bytes.len() == 6
        && bytes.first() != Some(&b'0')
        && bytes.iter().take(4).all(u8::is_ascii_digit)
        && bytes.iter().skip(4).all(u8::is_ascii_uppercase);
    fits.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_codes_tell_their_level_and_keep_letters_and_zeros() {
        assert_eq!(area_code("GM0599    "), Some((AreaLevel::Municipality, "GM0599".to_owned())));
        assert_eq!(area_code("wk0599AB"), Some((AreaLevel::District, "WK0599AB".to_owned())));
        assert_eq!(area_code("BU00030102"), Some((AreaLevel::Neighbourhood, "BU00030102".to_owned())));
        assert_eq!(["GM599", "BU0599", "XX0599", "0599", "GMé99", ""].map(area_code), [const { None }; 6]);
        assert_eq!(area_above("BU05991086").as_deref(), Some("WK059910"));
        assert_eq!(area_above("WK059910").as_deref(), Some("GM0599"));
    }

    #[test]
    fn an_address_id_gets_its_lost_zero_back_but_not_its_lost_digits() {
        assert_eq!(bag_id("0363010000964973"), Ok(("0363010000964973".to_owned(), false)));
        assert_eq!(bag_id("363010000964973"), Ok(("0363010000964973".to_owned(), true)));
        assert_eq!(bag_id("3.6301E+14"), Err(Reason::CodeRounded));
        assert_eq!(bag_id("NL.IMBAG.Verblijfsobject.0363010000964973").map(|(id, _)| id).as_deref(), Ok("0363010000964973"));
        assert_eq!(bag_id("12"), Err(Reason::CodeNotUnderstood));
    }

    #[test]
    fn a_postcode_is_written_in_one_way() {
        assert_eq!(postcode("1011 ab").as_deref(), Some("1011AB"));
        assert_eq!(postcode("0123AB"), None);
        assert_eq!(postcode("MA 02139"), None);
    }
}
