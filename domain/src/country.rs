//! Countries by their English names, for the ones a parcel is likely to go to.

/// Two-letter code (ISO 3166-1, upper case) and short English name, by name.
const NAMES: [(&str, &str); 48] = [
    ("AU", "Australia"),
    ("AT", "Austria"),
    ("BE", "Belgium"),
    ("BR", "Brazil"),
    ("BG", "Bulgaria"),
    ("CA", "Canada"),
    ("CN", "China"),
    ("HR", "Croatia"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia"),
    ("DK", "Denmark"),
    ("EE", "Estonia"),
    ("FI", "Finland"),
    ("FR", "France"),
    ("DE", "Germany"),
    ("GR", "Greece"),
    ("HK", "Hong Kong"),
    ("HU", "Hungary"),
    ("IS", "Iceland"),
    ("IN", "India"),
    ("IE", "Ireland"),
    ("IL", "Israel"),
    ("IT", "Italy"),
    ("JP", "Japan"),
    ("LV", "Latvia"),
    ("LI", "Liechtenstein"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("MT", "Malta"),
    ("MX", "Mexico"),
    ("MC", "Monaco"),
    ("NL", "Netherlands"),
    ("NZ", "New Zealand"),
    ("NO", "Norway"),
    ("PL", "Poland"),
    ("PT", "Portugal"),
    ("RO", "Romania"),
    ("SM", "San Marino"),
    ("SG", "Singapore"),
    ("SK", "Slovakia"),
    ("SI", "Slovenia"),
    ("KR", "South Korea"),
    ("ES", "Spain"),
    ("SE", "Sweden"),
    ("CH", "Switzerland"),
    ("TW", "Taiwan"),
    ("GB", "United Kingdom"),
    ("US", "United States"),
];

/// True for a code in the list.
#[must_use]
pub fn is_country(code: &str) -> bool {
    NAMES.iter().any(|(known, _)| *known == code)
}

/// Every country in the list by code and name, in the order of their names.
pub fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.into_iter()
}

/// What people call the country with this code; the code itself for one that is not in the list.
#[must_use]
pub fn country_name(code: &str) -> &str {
    NAMES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_named_once_and_in_order() {
        assert_eq!(country_name("DE"), "Germany");
        assert_eq!(country_name("XX"), "XX");
        let codes: std::collections::HashSet<_> = NAMES.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), NAMES.len());
        assert!(NAMES.is_sorted_by_key(|(_, name)| *name));
    }
}
