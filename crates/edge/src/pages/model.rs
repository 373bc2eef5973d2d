//! What the pages say, in both languages, and who gets one.
use http::{HeaderMap, Method, StatusCode, header};
use leme_contract::codes;

/// The languages of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Brazilian Portuguese.
    PtBr,
}

impl Language {
    /// The language tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::PtBr => "pt-BR",
        }
    }
}

/// What a page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A part is away.
    Unavailable,
    /// A part takes too long.
    Slow,
    /// A product was suspended.
    ProductSuspended,
    /// An organisation was suspended.
    OrganisationSuspended,
    /// There is no such page.
    NotFound,
    /// Nobody is signed in.
    SignedOut,
    /// It is not allowed.
    Forbidden,
    /// The request makes no sense.
    Malformed,
    /// A sign-in took too long or began elsewhere.
    SignInExpired,
    /// A sign-in was refused.
    SignInRefused,
    /// No organisation knows the person.
    NoOrganisation,
    /// Our fault.
    Broken,
}

/// The texts of a page.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The heading.
    pub title: &'static str,
    /// What happened and what to do.
    pub detail: &'static str,
    /// What the link says.
    pub action: &'static str,
}

impl Notice {
    /// What a status and a problem code mean to a reader.
    pub fn of(status: StatusCode, code: &str) -> Self {
        match (status.as_u16(), code) {
            (_, codes::RUNTIME_SUSPENDED) => Self::ProductSuspended,
            (_, codes::TENANT_SUSPENDED) => Self::OrganisationSuspended,
            (504, _) => Self::Slow,
            (502 | 503, _) => Self::Unavailable,
            (404, _) => Self::NotFound,
            (401, _) => Self::SignedOut,
            (403, _) => Self::Forbidden,
            (400..500, _) => Self::Malformed,
            _ => Self::Broken,
        }
    }

    /// The status of a page that stands for itself.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Slow => StatusCode::GATEWAY_TIMEOUT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::ProductSuspended
            | Self::OrganisationSuspended
            | Self::Forbidden
            | Self::NoOrganisation => StatusCode::FORBIDDEN,
            Self::Malformed | Self::SignInExpired | Self::SignInRefused => StatusCode::BAD_REQUEST,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether trying the same again may help.
    pub const fn again(self) -> bool {
        matches!(self, Self::Unavailable | Self::Slow | Self::Broken)
    }
}

/// Whether the caller is a person's browser that wants a page.
pub fn wants_page(method: &Method, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let html = accept.is_some_and(|accept| accept.contains("text/html"));
    let mode = headers.get("sec-fetch-mode").map(http::HeaderValue::as_bytes);
    let navigates = mode.is_none_or(|mode| mode == b"navigate");
    let form = *method == Method::POST && mode == Some(b"navigate".as_slice());
    html && navigates && (matches!(*method, Method::GET | Method::HEAD) || form)
}

/// The language that the reader prefers.
pub fn language(headers: &HeaderMap) -> Language {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let ranges = asked.unwrap_or_default().split(',').filter_map(range);
    let mut best = (Language::En, 0);
    for (language, weight) in ranges {
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}

fn range(text: &str) -> Option<(Language, u16)> {
    let mut parts = text.split(';');
    let tag = parts.next()?.trim().to_ascii_lowercase();
    let language = match tag.split('-').next()? {
        "pt" => Language::PtBr,
        "en" => Language::En,
        _ => return None,
    };
    let weight = parts.find_map(|part| part.trim().strip_prefix("q=").map(thousandths));
    Some((language, weight.unwrap_or(1000)))
}

/// `0.8` as 800.
fn thousandths(text: &str) -> u16 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    let whole: u16 = whole.trim().parse().unwrap_or(0);
    whole.min(1).saturating_mul(1000).saturating_add(digits.parse().unwrap_or(0)).min(1000)
}

/// The word before the id that names the request in our logs.
pub const fn reference(language: Language) -> &'static str {
    match language {
        Language::En => "Reference",
        Language::PtBr => "Referência",
    }
}

/// What a page says.
pub const fn words(notice: Notice, language: Language) -> Words {
    let (en, pt) = texts(notice);
    let [title, detail, action] = match language {
        Language::En => en,
        Language::PtBr => pt,
    };
    Words { title, detail, action }
}

#[expect(clippy::too_many_lines, reason = "a table of texts")]
const fn texts(notice: Notice) -> ([&'static str; 3], [&'static str; 3]) {
    match notice {
        Notice::Unavailable => (
            [
                "This part is away for a moment",
                "It does not answer. Nothing of yours is lost. Try again in a few seconds.",
                "Try again",
            ],
            [
                "Esta parte está fora do ar por um momento",
                "Ela não responde. Nada seu foi perdido. Tente de novo em alguns segundos.",
                "Tentar de novo",
            ],
        ),
        Notice::Slow => (
            [
                "This takes too long",
                "The answer did not come in time. It may still have happened: look before you repeat it.",
                "Try again",
            ],
            [
                "Isto está demorando demais",
                "A resposta não chegou a tempo. Pode ser que a ação tenha acontecido: confira antes de repetir.",
                "Tentar de novo",
            ],
        ),
        Notice::ProductSuspended => (
            [
                "This product is suspended",
                "The operator of the platform has stopped it for now. Your data is kept.",
                "Go to the start page",
            ],
            [
                "Este produto está suspenso",
                "Quem opera a plataforma o parou por enquanto. Seus dados estão guardados.",
                "Ir para a página inicial",
            ],
        ),
        Notice::OrganisationSuspended => (
            [
                "Your organisation is suspended",
                "It cannot act at the moment. Your administrator can tell you more.",
                "Go to the start page",
            ],
            [
                "Sua organização está suspensa",
                "Ela não pode agir no momento. Fale com quem administra a sua organização.",
                "Ir para a página inicial",
            ],
        ),
        Notice::NotFound => (
            [
                "There is no such page",
                "The address may be mistyped, or the page is not yours to see.",
                "Go to the start page",
            ],
            [
                "Esta página não existe",
                "O endereço pode estar errado, ou a página não é sua.",
                "Ir para a página inicial",
            ],
        ),
        Notice::SignedOut => (
            ["Sign in to see this", "You are not signed in, or your session is over.", "Sign in"],
            ["Entre para ver isto", "Você não entrou, ou a sua sessão acabou.", "Entrar"],
        ),
        Notice::Forbidden => (
            [
                "This is not allowed",
                "Your role does not include it, or the request came from another site.",
                "Go to the start page",
            ],
            [
                "Isto não é permitido",
                "O seu papel não inclui isto, ou o pedido veio de outro site.",
                "Ir para a página inicial",
            ],
        ),
        Notice::Malformed => (
            [
                "This request makes no sense",
                "The address or what was sent cannot be read.",
                "Go to the start page",
            ],
            [
                "Este pedido não faz sentido",
                "O endereço ou o que foi enviado não pode ser lido.",
                "Ir para a página inicial",
            ],
        ),
        Notice::SignInExpired => (
            [
                "This sign-in took too long",
                "It began more than ten minutes ago, or in another browser. Begin again.",
                "Sign in",
            ],
            [
                "Esta entrada demorou demais",
                "Ela começou há mais de dez minutos, ou em outro navegador. Comece de novo.",
                "Entrar",
            ],
        ),
        Notice::SignInRefused => (
            [
                "The sign-in did not work",
                "Your identity provider refused it, or its answer could not be trusted.",
                "Try again",
            ],
            [
                "Não foi possível entrar",
                "O seu provedor de identidade recusou, ou a resposta dele não era confiável.",
                "Tentar de novo",
            ],
        ),
        Notice::NoOrganisation => (
            [
                "No organisation knows you yet",
                "You are who you say you are, but no organisation here has you as a member. Ask your administrator to invite you.",
                "Sign in as somebody else",
            ],
            [
                "Nenhuma organização conhece você ainda",
                "Você é quem diz ser, mas nenhuma organização daqui tem você como membro. Peça um convite a quem administra.",
                "Entrar como outra pessoa",
            ],
        ),
        Notice::Broken => (
            [
                "Something broke on our side",
                "It is in our logs. Tell us the reference below if it happens again.",
                "Try again",
            ],
            [
                "Algo quebrou do nosso lado",
                "Está nos nossos registros. Se acontecer de novo, diga a referência abaixo.",
                "Tentar de novo",
            ],
        ),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};

    use super::{Language, language, wants_page};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect()
    }

    #[test]
    fn the_preferred_language_wins_and_english_is_the_rest() {
        for (asked, expected) in [
            ("pt-BR,pt;q=0.9,en;q=0.8", Language::PtBr),
            ("en-US,en;q=0.9,pt;q=0.8", Language::En),
            ("de, pt;q=0.5, en;q=0.4", Language::PtBr),
            ("fr", Language::En),
            ("pt;q=0, en;q=0.1", Language::En),
            ("garbage;;q=x", Language::En),
        ] {
            assert_eq!(language(&headers(&[("accept-language", asked)])), expected, "{asked}");
        }
    }

    #[test]
    fn pages_are_for_navigation_only() {
        let browser = [("accept", "text/html,*/*;q=0.8")];
        assert!(wants_page(&Method::GET, &headers(&browser)));
        assert!(!wants_page(&Method::GET, &headers(&[("accept", "application/json")])));
        assert!(!wants_page(&Method::POST, &headers(&browser)));
        let fetch = [("accept", "text/html"), ("sec-fetch-mode", "cors")];
        assert!(!wants_page(&Method::GET, &headers(&fetch)));
    }
}
