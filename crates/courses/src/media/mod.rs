//! Media: films, pictures and captions, at addresses that are signed for one tenant and an hour.
//!
//! Invariants: only files that an import listed are served; an address is good for one tenant and
//! at most two hours; what belongs to a course is served only while the course may be opened,
//! except its cover. Events: none of its own.
pub mod model;
pub(crate) mod queries;
mod routes;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::learner::Learner;
use crate::lessons::model::Video;

/// The routes of this noun.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::media_read))
}

impl Learner {
    /// The signed address of a file.
    pub(crate) fn media(&self, path: &str) -> String {
        self.app.signer.address(path, self.ctx.tenant, self.ctx.now)
    }

    /// A text whose pictures have signed addresses.
    pub(crate) fn signed(&self, html: &str) -> String {
        model::sign_html(html, |path| self.media(path))
    }

    /// A video with signed addresses.
    pub(crate) fn film(&self, video: &Video) -> Video {
        Video {
            src: self.media(&video.src),
            poster: video.poster.as_deref().map(|path| self.media(path)),
            captions: video.captions.as_deref().map(|path| self.media(path)),
            duration_s: video.duration_s,
        }
    }
}
