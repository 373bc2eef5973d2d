//! Front matter: the YAML between two lines `---`, with every unknown key refused.
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// `course.md`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CourseFront {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) level: Level,
    pub(super) minutes: i32,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    pub(super) version: i32,
    pub(super) cover: Option<String>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    Beginner,
    Intermediate,
    Advanced,
}

impl Level {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Beginner => "beginner",
            Self::Intermediate => "intermediate",
            Self::Advanced => "advanced",
        }
    }
}

/// The one key that says how to read the others.
#[derive(Deserialize)]
pub(super) struct KindFront {
    pub(super) kind: LessonKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LessonKind {
    Text,
    Video,
    Quiz,
}

impl LessonKind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Video => "video",
            Self::Quiz => "quiz",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TextFront {
    pub(super) title: String,
    #[serde(rename = "kind")]
    _kind: LessonKind,
    pub(super) minutes: i32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VideoFront {
    pub(super) title: String,
    #[serde(rename = "kind")]
    _kind: LessonKind,
    pub(super) minutes: i32,
    pub(super) video: String,
    pub(super) poster: Option<String>,
    pub(super) captions: Option<String>,
    pub(super) duration_s: i32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuizFront {
    pub(super) title: String,
    #[serde(rename = "kind")]
    _kind: LessonKind,
    pub(super) minutes: i32,
    pub(super) pass_percent: i32,
    pub(super) questions: Vec<QuestionFront>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionFront {
    pub(super) id: String,
    pub(super) kind: QuestionKind,
    pub(super) stem: String,
    pub(super) points: i32,
    pub(super) options: Vec<OptionFront>,
    pub(super) explanation: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum QuestionKind {
    Single,
    Multiple,
}

impl QuestionKind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Multiple => "multiple",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionFront {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) correct: bool,
}

/// Cuts a file into front matter and body.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("---\n")?;
    if let Some(end) = rest.find("\n---\n") {
        return Some((rest.get(..=end)?, rest.get(end + 5..)?));
    }
    rest.strip_suffix("\n---").map(|front| (front, ""))
}

/// Reads front matter; a mistake is named by its key.
pub(super) fn parse<T: DeserializeOwned>(front: &str) -> Result<T, (String, String)> {
    let yaml = serde_yaml_ng::Deserializer::from_str(front);
    serde_path_to_error::deserialize(yaml).map_err(|error| {
        let field = match error.path().to_string().as_str() {
            "." => "front matter".to_owned(),
            path => path.to_owned(),
        };
        (field, error.into_inner().to_string())
    })
}
