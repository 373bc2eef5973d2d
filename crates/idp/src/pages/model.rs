//! The two languages and every sentence in both.
use std::collections::BTreeMap;

use minijinja::Value;

/// A language people read here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Brazilian Portuguese.
    PtBr,
}

impl Lang {
    /// The first of `ui_locales` (best first, by spaces) or `Accept-Language` that we speak.
    pub(crate) fn choose(ui_locales: Option<&str>, accept: Option<&str>) -> Self {
        let asked = ui_locales.unwrap_or_default().split(' ').find_map(Self::of);
        asked.or_else(|| accept.and_then(Self::accepted)).unwrap_or_default()
    }

    /// The language a tag asks for.
    pub fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "pt" => Some(Self::PtBr),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The one of highest weight; of equal ones the first.
    fn accepted(header: &str) -> Option<Self> {
        let weighted = header.split(',').filter_map(|part| {
            let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
            let weight = rest.trim().strip_prefix("q=").map_or("1", str::trim);
            Some((thousandths(weight), Self::of(tag.trim())?))
        });
        let best = weighted.filter(|(weight, _)| *weight > 0).rev().max_by_key(|(w, _)| *w);
        best.map(|(_, lang)| lang)
    }

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::PtBr => "pt-BR",
        }
    }

    /// Every sentence, by key, for the templates.
    pub(crate) fn words(self) -> Value {
        let words = WORDS.iter().map(|(key, texts)| (*key, texts[self.index()]));
        words.collect::<BTreeMap<_, _>>().into()
    }

    /// One sentence.
    pub(crate) fn say(self, key: &str) -> &'static str {
        let found = WORDS.iter().find(|(held, _)| *held == key);
        found.map_or("", |(_, texts)| texts[self.index()])
    }

    fn index(self) -> usize {
        match self {
            Self::En => 0,
            Self::PtBr => 1,
        }
    }
}

/// `0.8` as 800; what cannot be read as 0.
fn thousandths(weight: &str) -> u32 {
    let (whole, part) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = format!("{whole}{part:0<3}");
    if part.len() > 3 { 0 } else { digits.parse().unwrap_or(0) }
}

/// key, [English, Portuguese]
const WORDS: &[(&str, [&str; 2])] = &[
    ("signin", ["Sign in", "Entrar"]),
    ("signin_to", ["to continue to", "para continuar em"]),
    ("email", ["E-mail", "E-mail"]),
    ("password", ["Password", "Senha"]),
    ("submit", ["Sign in", "Entrar"]),
    (
        "wrong",
        [
            "That e-mail and password do not match. Check both and try again.",
            "E-mail e senha não conferem. Verifique os dois e tente de novo.",
        ],
    ),
    (
        "blocked",
        [
            "Too many attempts. For everyone's safety, wait {n} min and try again.",
            "Muitas tentativas. Para a segurança de todos, espere {n} min e tente de novo.",
        ],
    ),
    (
        "busy",
        [
            "Many people are signing in right now. Try again in a few seconds.",
            "Muita gente está entrando agora. Tente de novo em alguns segundos.",
        ],
    ),
    (
        "stale",
        [
            "This page had expired. It is fresh now: sign in again.",
            "Esta página tinha expirado. Já está renovada: entre de novo.",
        ],
    ),
    ("signout", ["Sign out?", "Sair?"]),
    (
        "signout_ask",
        [
            "You will be signed out of this browser and of every application you opened with it.",
            "Você sairá deste navegador e de todos os aplicativos que abriu com ele.",
        ],
    ),
    ("signout_submit", ["Sign out", "Sair"]),
    ("signed_out", ["You are signed out", "Você saiu"]),
    ("signed_out_text", ["You can close this page.", "Você pode fechar esta página."]),
    ("bad_request", ["This link does not work", "Este link não funciona"]),
    (
        "unknown_client",
        [
            "The application that sent you here is not known. Go back and try again from there.",
            "O aplicativo que trouxe você aqui não é conhecido. Volte e tente de novo por lá.",
        ],
    ),
    (
        "bad_redirect",
        [
            "The application asked us to send you to an address it has not registered, so we \
             stopped here.",
            "O aplicativo pediu para enviar você a um endereço que ele não registrou, por isso \
             paramos aqui.",
        ],
    ),
    (
        "malformed",
        [
            "The request was incomplete or malformed. Go back and try again.",
            "O pedido veio incompleto ou malformado. Volte e tente de novo.",
        ],
    ),
    ("away", ["We will be right back", "Já voltamos"]),
    (
        "away_text",
        [
            "Something we need is away for a moment. Try again in a few seconds.",
            "Algo de que precisamos está fora por um momento. Tente de novo em alguns segundos.",
        ],
    ),
    ("fault", ["Something went wrong", "Algo deu errado"]),
    (
        "fault_text",
        [
            "The fault is ours and has been recorded. Try again later.",
            "A falha é nossa e foi registrada. Tente de novo mais tarde.",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::{Lang, WORDS};

    #[test]
    fn the_application_decides_then_the_browser() {
        let choose = Lang::choose;
        assert_eq!(choose(Some("fr pt-BR en"), Some("en")), Lang::PtBr);
        assert_eq!(choose(Some("fr"), Some("fr, pt;q=0.8, en;q=0.9")), Lang::En);
        assert_eq!(choose(None, Some("pt-PT,en;q=0.9")), Lang::PtBr);
        assert_eq!(choose(None, Some("en;q=0, pt;q=0.1")), Lang::PtBr);
        assert_eq!(choose(None, Some(";;q=,")), Lang::En);
        assert_eq!(choose(None, None), Lang::En);
    }

    #[test]
    fn every_sentence_is_there_once_in_both_languages() {
        for (at, (key, texts)) in WORDS.iter().enumerate() {
            assert!(texts.iter().all(|text| !text.is_empty()), "{key}");
            assert!(WORDS[at + 1..].iter().all(|(other, _)| other != key), "{key}");
        }
    }
}
