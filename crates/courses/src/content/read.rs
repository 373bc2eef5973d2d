//! Reads course folders and says everything that is wrong with them, by file and field.
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use leme_base::limits::NAME_CHARS_MAX;
use leme_base::name::Slug;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::front::{
    self, CourseFront, KindFront, LessonKind, QuestionFront, QuestionKind, QuizFront, TextFront,
    VideoFront,
};
use super::{Fault, ImportError, markdown};
use crate::lessons::model::Video;
use crate::quizzes::model::Choice;

const SUMMARY_CHARS_MAX: usize = 240;
const TEXT_BYTES_MAX: u64 = 512 * 1024;
const LESSONS_MAX: usize = 100;
const QUESTIONS_MAX: usize = 100;
const MINUTES_MAX: i32 = 10_000;

/// A course, ready to be stored.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) slug: String,
    pub(super) front: CourseFront,
    pub(super) cover: Option<String>,
    pub(super) description_html: String,
    pub(super) lessons: Vec<Lesson>,
    pub(super) media: Vec<Medium>,
    pub(super) digest: [u8; 32],
}

#[derive(Debug)]
pub(super) struct Lesson {
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) kind: LessonKind,
    pub(super) minutes: i32,
    pub(super) html: String,
    pub(super) video: Option<Video>,
    pub(super) pass_percent: Option<i32>,
    pub(super) questions: Vec<Question>,
}

#[derive(Debug)]
pub(super) struct Question {
    pub(super) id: String,
    pub(super) kind: QuestionKind,
    pub(super) points: i32,
    pub(super) stem_html: String,
    pub(super) explanation_html: String,
    pub(super) options: Vec<Choice>,
}

/// A file that may be served, by its path in addresses: `<course>/<file>`.
#[derive(Debug)]
pub(super) struct Medium {
    pub(super) path: String,
    pub(super) content_type: &'static str,
    pub(super) size_bytes: i64,
    pub(super) digest: [u8; 32],
}

/// Every course of a folder, in the order of their slugs.
pub(super) fn folder(dir: &Path) -> Result<Vec<Course>, ImportError> {
    let mut faults = Vec::new();
    let mut courses = Vec::new();
    for path in entries(dir)?.into_iter().filter(|path| path.join("course.md").is_file()) {
        let mut reader = Reader { slug: name(&path), path, media: Vec::new(), faults: Vec::new() };
        let course = reader.course()?;
        faults.append(&mut reader.faults);
        courses.extend(course);
    }
    if faults.is_empty() { Ok(courses) } else { Err(ImportError::Faults(faults)) }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> ImportError {
    let path = path.display().to_string();
    move |source| ImportError::Io { path, source }
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, ImportError> {
    let listed = std::fs::read_dir(dir).map_err(io(dir))?;
    let paths: Result<Vec<PathBuf>, _> = listed.map(|e| e.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(io(dir))?;
    paths.sort();
    Ok(paths)
}

/// The type of a file that may be served.
fn content_type(file: &str) -> Option<&'static str> {
    Some(match file.rsplit_once('.')?.1 {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "webm" => "video/webm",
        "mp4" => "video/mp4",
        "vtt" => "text/vtt; charset=utf-8",
        _ => return None,
    })
}

fn is_slug(text: &str) -> bool {
    text.parse::<Slug>().is_ok()
}

/// One course folder on its way in.
struct Reader {
    slug: String,
    path: PathBuf,
    media: Vec<Medium>,
    faults: Vec<Fault>,
}

impl Reader {
    fn fault(&mut self, file: &str, field: impl Into<String>, detail: impl Into<String>) {
        let file = format!("{}/{file}", self.slug);
        self.faults.push(Fault { file, field: field.into(), detail: detail.into() });
    }

    fn require(&mut self, holds: bool, file: &str, field: impl Into<String>, detail: &str) {
        if !holds {
            self.fault(file, field, detail);
        }
    }

    fn course(&mut self) -> Result<Option<Course>, ImportError> {
        let slug = self.slug.clone();
        self.require(is_slug(&slug), "", "folder", "the name is not a slug");
        let mut digest = Sha256::new();
        self.read_media(&mut digest)?;
        let file = "course.md";
        let Some((front, body)) = self.text(file, &mut digest)? else { return Ok(None) };
        let front = self.front::<CourseFront>(file, &front);
        let description_html = self.markdown(file, "body", &body);
        let lessons = self.lessons(&mut digest)?;
        let Some(front) = front else { return Ok(None) };
        self.check_course(&front, &lessons);
        let cover =
            front.cover.as_deref().and_then(|path| self.place(file, "cover", path, PICTURE));
        let media = std::mem::take(&mut self.media);
        let digest = digest.finalize().into();
        Ok(Some(Course { slug, front, cover, description_html, lessons, media, digest }))
    }

    fn check_course(&mut self, front: &CourseFront, lessons: &[Lesson]) {
        let file = "course.md";
        self.check_title(file, &front.title);
        let summary = (1..=SUMMARY_CHARS_MAX).contains(&front.summary.chars().count());
        self.require(summary, file, "summary", "must have 1 to 240 characters");
        self.require(front.version >= 1, file, "version", "must be at least 1");
        let tags = front.tags.iter().all(|tag| is_slug(tag)) && front.tags.len() <= 20;
        self.require(tags, file, "tags", "must be at most 20 slugs");
        self.require(!lessons.is_empty(), file, "lessons", "there is none beside it");
        let minutes: i32 = lessons.iter().map(|lesson| lesson.minutes).sum();
        let text = format!("must be the sum of its lessons' minutes, {minutes}");
        self.require(front.minutes == minutes, file, "minutes", &text);
    }

    fn check_title(&mut self, file: &str, title: &str) {
        let good = !title.trim().is_empty() && title.chars().count() <= NAME_CHARS_MAX;
        self.require(good, file, "title", "must have 1 to 120 characters");
    }

    fn lessons(&mut self, digest: &mut Sha256) -> Result<Vec<Lesson>, ImportError> {
        let mut lessons: Vec<Lesson> = Vec::new();
        let mut numbers = BTreeSet::new();
        for path in entries(&self.path)? {
            let file = name(&path);
            let Some(stem) = file.strip_suffix(".md").filter(|_| file != "course.md") else {
                continue;
            };
            let (number, slug) = stem.split_once('-').unwrap_or(("", stem));
            let numbered = number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit());
            self.require(numbered && is_slug(slug), &file, "name", "must be NN-<lesson-slug>.md");
            self.require(numbers.insert(number.to_owned()), &file, "name", "the number is taken");
            let twice = lessons.iter().any(|lesson| lesson.slug == slug);
            self.require(!twice, &file, "name", "the slug is taken");
            lessons.extend(self.lesson(&file, slug, digest)?);
        }
        self.require(lessons.len() <= LESSONS_MAX, "", "lessons", "there may be at most 100");
        Ok(lessons)
    }

    fn lesson(
        &mut self,
        file: &str,
        slug: &str,
        digest: &mut Sha256,
    ) -> Result<Option<Lesson>, ImportError> {
        let Some((front, body)) = self.text(file, digest)? else { return Ok(None) };
        let html = self.markdown(file, "body", &body);
        let Some(KindFront { kind }) = self.front::<KindFront>(file, &front) else {
            return Ok(None);
        };
        let lesson = match kind {
            LessonKind::Text => self.text_lesson(file, &front),
            LessonKind::Video => self.video_lesson(file, &front),
            LessonKind::Quiz => self.quiz_lesson(file, &front),
        };
        let Some(lesson) = lesson else { return Ok(None) };
        self.check_title(file, &lesson.title);
        let minutes = (1..=MINUTES_MAX).contains(&lesson.minutes);
        self.require(minutes, file, "minutes", "must be at least 1");
        let empty = kind == LessonKind::Text && html.trim().is_empty();
        self.require(!empty, file, "body", "a text lesson must have one");
        Ok(Some(Lesson { slug: slug.to_owned(), html, ..lesson }))
    }

    fn text_lesson(&mut self, file: &str, front: &str) -> Option<Lesson> {
        let front: TextFront = self.front(file, front)?;
        Some(lesson(LessonKind::Text, front.title, front.minutes))
    }

    fn video_lesson(&mut self, file: &str, front: &str) -> Option<Lesson> {
        let front: VideoFront = self.front(file, front)?;
        self.require(front.duration_s >= 1, file, "duration_s", "must be at least 1");
        let src = self.place(file, "video", &front.video, FILM)?;
        let poster = front.poster.as_deref();
        let poster = poster.and_then(|path| self.place(file, "poster", path, PICTURE));
        let captions = front.captions.as_deref();
        let captions = captions.and_then(|path| self.place(file, "captions", path, CAPTIONS));
        let video = Video { src, poster, captions, duration_s: front.duration_s };
        let new = lesson(LessonKind::Video, front.title, front.minutes);
        Some(Lesson { video: Some(video), ..new })
    }

    fn quiz_lesson(&mut self, file: &str, front: &str) -> Option<Lesson> {
        let front: QuizFront = self.front(file, front)?;
        let percent = (1..=100).contains(&front.pass_percent);
        self.require(percent, file, "pass_percent", "must be from 1 to 100");
        let count = (1..=QUESTIONS_MAX).contains(&front.questions.len());
        self.require(count, file, "questions", "there must be 1 to 100");
        let mut ids = BTreeSet::new();
        let mut questions = Vec::new();
        for (at, question) in front.questions.iter().enumerate() {
            let at = format!("questions[{at}]");
            let new = ids.insert(question.id.as_str());
            self.require(new, file, format!("{at}.id"), "is used twice");
            questions.push(self.question(file, &at, question));
        }
        let new = lesson(LessonKind::Quiz, front.title.clone(), front.minutes);
        Some(Lesson { pass_percent: Some(front.pass_percent), questions, ..new })
    }

    fn question(&mut self, file: &str, at: &str, front: &QuestionFront) -> Question {
        self.require(is_slug(&front.id), file, format!("{at}.id"), "must be a slug");
        let points = (1..=1_000).contains(&front.points);
        self.require(points, file, format!("{at}.points"), "must be at least 1");
        let count = (2..=8).contains(&front.options.len());
        self.require(count, file, format!("{at}.options"), "there must be 2 to 8");
        let right = front.options.iter().filter(|option| option.correct).count();
        let fits = right == 1 || (right > 1 && front.kind == QuestionKind::Multiple);
        let text = "a `single` has exactly one correct option, a `multiple` one or more";
        self.require(fits, file, format!("{at}.options"), text);
        let mut ids = BTreeSet::new();
        let mut options = Vec::new();
        for (number, option) in front.options.iter().enumerate() {
            let at = format!("{at}.options[{number}]");
            let good = is_slug(&option.id) && ids.insert(option.id.as_str());
            self.require(good, file, format!("{at}.id"), "must be a slug used once");
            let html = self.markdown(file, &format!("{at}.text"), &option.text);
            let html = markdown::inline(&html).to_owned();
            options.push(Choice { id: option.id.clone(), html, correct: option.correct });
        }
        Question {
            id: front.id.clone(),
            kind: front.kind,
            points: front.points,
            stem_html: self.markdown(file, &format!("{at}.stem"), &front.stem),
            explanation_html: self.markdown(file, &format!("{at}.explanation"), &front.explanation),
            options,
        }
    }

    /// The front matter and the body of a file.
    fn text(
        &mut self,
        file: &str,
        digest: &mut Sha256,
    ) -> Result<Option<(String, String)>, ImportError> {
        let path = self.path.join(file);
        let size = std::fs::metadata(&path).map_err(io(&path))?.len();
        self.require(size <= TEXT_BYTES_MAX, file, "body", "is larger than 512 KiB");
        let bytes = std::fs::read(&path).map_err(io(&path))?;
        add(digest, file, &bytes);
        let Ok(text) = String::from_utf8(bytes) else {
            self.fault(file, "body", "is not UTF-8");
            return Ok(None);
        };
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let parts = front::split(&text).map(|(front, body)| (front.to_owned(), body.to_owned()));
        self.require(parts.is_some(), file, "front matter", "must stand between two lines `---`");
        Ok(parts)
    }

    fn front<T: DeserializeOwned>(&mut self, file: &str, text: &str) -> Option<T> {
        front::parse(text).map_err(|(field, detail)| self.fault(file, field, detail)).ok()
    }

    fn markdown(&mut self, file: &str, field: &str, text: &str) -> String {
        let place = |path: &str| self.find(path, PICTURE);
        markdown::render(text, place).unwrap_or_else(|faults| {
            for fault in faults {
                self.fault(file, field, fault);
            }
            String::new()
        })
    }

    fn place(&mut self, file: &str, field: &str, path: &str, kinds: &[&str]) -> Option<String> {
        self.find(path, kinds).map_err(|detail| self.fault(file, field, detail)).ok()
    }

    /// The path in addresses of a file that was found in the folder.
    fn find(&self, path: &str, kinds: &[&str]) -> Result<String, String> {
        let file =
            path.strip_prefix("media/").ok_or(format!("`{path}` must begin with `media/`"))?;
        let found = format!("{}/{file}", self.slug);
        let medium = self.media.iter().find(|medium| medium.path == found);
        let medium = medium.ok_or(format!("there is no `{path}`"))?;
        let fits = kinds.iter().any(|kind| medium.content_type.starts_with(kind));
        if fits { Ok(found) } else { Err(format!("`{path}` is {}", medium.content_type)) }
    }

    fn read_media(&mut self, digest: &mut Sha256) -> Result<(), ImportError> {
        let folder = self.path.join("media");
        if !folder.is_dir() {
            return Ok(());
        }
        for path in entries(&folder)? {
            let file = name(&path);
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            let named = !file.starts_with('.') && file.chars().all(plain);
            let is_file = path.symlink_metadata().map_err(io(&path))?.is_file();
            let kind = content_type(&file);
            let (true, true, Some(kind)) = (named, is_file, kind) else {
                let text = "is no plain file of a kind that is served";
                self.fault(&format!("media/{file}"), "file", text);
                continue;
            };
            let bytes = std::fs::read(&path).map_err(io(&path))?;
            if kind == "image/svg+xml" && !is_still(&bytes) {
                self.fault(
                    &format!("media/{file}"),
                    "file",
                    "holds scripts or external references",
                );
            }
            let own = add(digest, &file, &bytes);
            let size_bytes = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
            let path = format!("{}/{file}", self.slug);
            self.media.push(Medium { path, content_type: kind, size_bytes, digest: own });
        }
        Ok(())
    }
}

const PICTURE: &[&str] = &["image/"];
const FILM: &[&str] = &["video/"];
const CAPTIONS: &[&str] = &["text/vtt"];

fn lesson(kind: LessonKind, title: String, minutes: i32) -> Lesson {
    Lesson {
        slug: String::new(),
        title,
        kind,
        minutes,
        html: String::new(),
        video: None,
        pass_percent: None,
        questions: Vec::new(),
    }
}

/// A picture that runs nothing and fetches nothing. Served pictures are sandboxed as well.
fn is_still(svg: &[u8]) -> bool {
    let text = String::from_utf8_lossy(svg).to_lowercase();
    let bad = ["<script", "javascript:", "<foreignobject", "href=\"http", "url(http", "<!entity"];
    !bad.iter().any(|bad| text.contains(bad))
}

/// Adds a file to the digest of its course; gives its own.
fn add(digest: &mut Sha256, file: &str, bytes: &[u8]) -> [u8; 32] {
    let own: [u8; 32] = Sha256::digest(bytes).into();
    digest.update((file.len() as u64).to_be_bytes());
    digest.update(file);
    digest.update(own);
    own
}
