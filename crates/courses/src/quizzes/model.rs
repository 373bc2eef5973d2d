//! Questions, answers and grades. Pure: the same answers give the same grade.
use std::collections::{BTreeMap, BTreeSet};

use leme_base::violation::Violation;
use leme_sdk::runtime::Decision;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::ToSchema;

use crate::ids::AttemptId;
use crate::progress::model::CourseProgress;

/// A quiz before it is answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct QuizView {
    /// The share of the points that passes.
    pub pass_percent: i32,
    /// How many attempts the learner's organisation has.
    pub attempts: Attempts,
    /// The questions in order.
    pub questions: Vec<QuestionView>,
    /// The learner's best attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<Best>,
}

/// The attempts of an organisation in the current window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = QuizAttempts)]
pub struct Attempts {
    /// How many there are; absent means any number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// How many were made.
    pub used: u64,
}

impl Attempts {
    /// What a check says about them. Refused without numbers: there are none at all.
    pub fn of(decision: &Decision) -> Self {
        match decision.limits {
            Some(limits) => Self { limit: Some(limits.limit), used: limits.used },
            None if decision.allowed => Self { limit: None, used: 0 },
            None => Self { limit: Some(0), used: 0 },
        }
    }
}

/// A question before it is answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct QuestionView {
    /// Names it in answers.
    pub id: String,
    /// `single` or `multiple`.
    pub kind: String,
    /// What is asked, as safe HTML.
    pub stem_html: String,
    /// What can be chosen.
    pub options: Vec<OptionView>,
}

/// An option before the question is answered.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = QuestionOption)]
pub struct OptionView {
    /// Names it in answers.
    pub id: String,
    /// What it says, as safe HTML.
    pub html: String,
}

/// A learner's best attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::FromRow)]
#[schema(as = QuizBest)]
pub struct Best {
    /// Points reached.
    pub score: i32,
    /// Points there were.
    pub max_score: i32,
    /// Whether it passed.
    pub passed: bool,
}

/// The chosen options of each question, by their ids.
pub type Answers = BTreeMap<String, Vec<String>>;

/// An attempt.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewAttempt)]
pub struct NewAttempt {
    /// The chosen options of each question; a question left out is answered wrongly.
    pub answers: Answers,
}

/// An attempt, graded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AttemptResult {
    /// Its id.
    pub attempt_id: AttemptId,
    /// Points reached.
    pub score: i32,
    /// Points there were.
    pub max_score: i32,
    /// Their share, rounded down.
    pub percent: i32,
    /// Whether it passed.
    pub passed: bool,
    /// Each question, with what would have been right.
    pub results: Vec<QuestionResult>,
    /// How far the learner is now.
    pub progress: CourseProgress,
}

/// One question, graded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QuestionResult {
    /// The question.
    pub question_id: String,
    /// Whether exactly the right options were chosen.
    pub correct: bool,
    /// The right options.
    pub correct_options: Vec<String>,
    /// Why, as safe HTML.
    pub explanation_html: String,
}

/// A question as its publisher holds it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Question {
    /// Names it in answers.
    pub question_id: String,
    /// `single` or `multiple`.
    pub kind: String,
    /// What it is worth.
    pub points: i32,
    /// What is asked.
    pub stem_html: String,
    /// Why the right options are right.
    pub explanation_html: String,
    /// What can be chosen.
    pub options: Json<Vec<Choice>>,
}

/// An option as its publisher holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Names it in answers.
    pub id: String,
    /// What it says.
    pub html: String,
    /// Whether it is right.
    pub correct: bool,
}

impl Question {
    /// Without what must not leave.
    pub fn shown(&self, sign: impl Fn(&str) -> String) -> QuestionView {
        let option =
            |choice: &Choice| OptionView { id: choice.id.clone(), html: sign(&choice.html) };
        QuestionView {
            id: self.question_id.clone(),
            kind: self.kind.clone(),
            stem_html: sign(&self.stem_html),
            options: self.options.iter().map(option).collect(),
        }
    }

    fn right(&self) -> BTreeSet<&str> {
        self.options.iter().filter(|choice| choice.correct).map(|c| c.id.as_str()).collect()
    }

    fn grade(&self, chosen: &[String]) -> QuestionResult {
        let chosen: BTreeSet<&str> = chosen.iter().map(String::as_str).collect();
        let right = self.right();
        QuestionResult {
            question_id: self.question_id.clone(),
            correct: chosen == right,
            correct_options: right.into_iter().map(str::to_owned).collect(),
            explanation_html: self.explanation_html.clone(),
        }
    }

    fn wrong_in(&self, chosen: &[String]) -> Option<Violation> {
        let pointer = |what: &str| format!("/answers/{}{what}", self.question_id);
        let foreign = |id: &&String| !self.options.iter().any(|choice| choice.id == **id);
        if let Some(at) = chosen.iter().position(|id| foreign(&id)) {
            let text = "is not an option of this question";
            return Some(Violation::new(pointer(&format!("/{at}")), "unknown", text));
        }
        let different: BTreeSet<&String> = chosen.iter().collect();
        if different.len() != chosen.len() {
            return Some(Violation::new(pointer(""), "duplicate", "an option is chosen twice"));
        }
        let too_many = self.kind == "single" && chosen.len() > 1;
        too_many.then(|| Violation::new(pointer(""), "too_many", "only one option may be chosen"))
    }
}

/// What an attempt is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    /// Points reached.
    pub score: i32,
    /// Points there were.
    pub max_score: i32,
    /// Their share, rounded down.
    pub percent: i32,
    /// Whether it passed.
    pub passed: bool,
    /// Each question in order.
    pub results: Vec<QuestionResult>,
}

/// What is wrong with the form of some answers; right and wrong are not looked at.
pub fn check(questions: &[Question], answers: &Answers) -> Vec<Violation> {
    let find = |id: &str| questions.iter().find(|question| question.question_id == id);
    let wrong = answers.iter().filter_map(|(id, chosen)| match find(id) {
        Some(question) => question.wrong_in(chosen),
        None => {
            Some(Violation::new(format!("/answers/{id}"), "unknown", "there is no such question"))
        }
    });
    wrong.collect()
}

/// Grades: all points of a question for exactly its right options, none otherwise.
pub fn grade(questions: &[Question], pass_percent: i32, answers: &Answers) -> Grade {
    let none = Vec::new();
    let chosen = |question: &Question| answers.get(&question.question_id).unwrap_or(&none);
    let results: Vec<QuestionResult> =
        questions.iter().map(|question| question.grade(chosen(question))).collect();
    let max_score = questions.iter().map(|question| question.points).sum();
    let reached = questions.iter().zip(&results).filter(|(_, result)| result.correct);
    let score = reached.map(|(question, _)| question.points).sum();
    let share = i64::from(score) * 100 / i64::from(max_score).max(1);
    let percent = i32::try_from(share).unwrap_or_default();
    Grade { score, max_score, percent, passed: percent >= pass_percent, results }
}
