//! What this runtime tells the Kernel about itself.
use leme_contract::manifest::{Feature, FeatureKind, Manifest, Text, UiEntry};

/// The name of the product, and its path at the edge.
pub(crate) const PRODUCT: &str = "courses";
/// Every try at a quiz counts against this.
pub(crate) const ATTEMPTS: &str = "assessment.attempts";
/// Opens one course; its slug follows.
pub(crate) const ACCESS: &str = "course.access:";

/// What is told to the Kernel's audit.
pub(crate) const EVENT_TYPES: [&str; 7] = [
    "access.denied",
    "assessment.completed",
    "course.completed",
    "course.started",
    "error.critical",
    "session.ended",
    "session.started",
];

pub(crate) fn manifest(endpoint: String) -> Manifest {
    let feature = |key: String, kind, title| Feature { key, kind, title, max_staleness_s: 0 };
    Manifest {
        product: PRODUCT.to_owned(),
        title: text("Courses", "Cursos"),
        endpoint: Some(endpoint),
        features: vec![
            feature(format!("{ACCESS}*"), FeatureKind::Boolean, text("Course", "Curso")),
            feature(
                ATTEMPTS.to_owned(),
                FeatureKind::Limited,
                text("Quiz attempts", "Tentativas de quiz"),
            ),
        ],
        meters: Vec::new(),
        event_types: EVENT_TYPES.map(str::to_owned).to_vec(),
        ui: vec![
            entry("/courses", "book-open", text("Courses", "Cursos")),
            entry("/progress", "chart-no-axes-column", text("My progress", "Meu progresso")),
        ],
    }
}

fn text(en: &str, pt_br: &str) -> Text {
    Text { en: en.to_owned(), pt_br: Some(pt_br.to_owned()) }
}

fn entry(path: &str, icon: &str, label: Text) -> UiEntry {
    UiEntry { path: path.to_owned(), icon: icon.to_owned(), label }
}
