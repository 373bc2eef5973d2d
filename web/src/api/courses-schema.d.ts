// Generated from openapi/courses.json by `npm run api`. Do not edit.

export interface paths {
    "/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the courses that are taught here, by title. */
        get: operations["course_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one course with its outline. */
        get: operations["course_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses/{slug}/lessons/{lesson}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Opens a lesson. The first one opened starts the course. */
        get: operations["lesson_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses/{slug}/lessons/{lesson}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an attempt. With an `Idempotency-Key` a repeat gets the first answer and counts once. */
        post: operations["attempt_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses/{slug}/lessons/{lesson}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that a text or a video is done. A quiz is done by passing it. */
        post: operations["lesson_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/courses/{slug}/lessons/{lesson}/position": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Remembers where the learner stopped watching. */
        put: operations["lesson_position"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/media/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Serves a file, or the range of it that is asked for, to whoever holds its signed address in the
         *     tenant it was signed for.
         */
        get: operations["media_read"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/progress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the courses that the learner has opened, the latest first. */
        get: operations["progress_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Whether the learner's organisation may open a course now. */
        Access: {
            /** @description Whether it may. */
            allowed: boolean;
            /** @description Why: `ok`, `no_entitlement`, `expired`, … */
            code: string;
        };
        /**
         * Format: uuid
         * @description Id of a attempt (UUIDv7).
         */
        AttemptId: string;
        /** @description An attempt, graded. */
        AttemptResult: {
            /** @description Its id. */
            attempt_id: components["schemas"]["AttemptId"];
            /**
             * Format: int32
             * @description Points reached.
             */
            score: number;
            /**
             * Format: int32
             * @description Points there were.
             */
            max_score: number;
            /**
             * Format: int32
             * @description Their share, rounded down.
             */
            percent: number;
            /** @description Whether it passed. */
            passed: boolean;
            /** @description Each question, with what would have been right. */
            results: components["schemas"]["QuestionResult"][];
            /** @description How far the learner is now. */
            progress: components["schemas"]["CourseProgress"];
        };
        BTreeMap: {
            [key: string]: string[];
        };
        /** @description A course as a card of the catalogue. */
        CourseCard: {
            /** @description Names it in addresses and in the feature that opens it. */
            slug: string;
            /** @description Its name. */
            title: string;
            /** @description One or two sentences. */
            summary: string;
            /** @description `beginner`, `intermediate` or `advanced`. */
            level: string;
            /**
             * Format: int32
             * @description How long it takes.
             */
            minutes: number;
            /** @description How many lessons it has. */
            lesson_count: number;
            /** @description Address of its picture, good for about an hour. */
            cover?: string | null;
            /** @description What it is about. */
            tags: string[];
            /** @description Whether the learner's organisation may open it. */
            access: components["schemas"]["Access"];
            /** @description How far the learner is. */
            progress: components["schemas"]["CourseProgress"];
        };
        /** @description How far a learner is in a course. */
        CourseProgress: {
            /** @description Where the learner stands. */
            status: components["schemas"]["Status"];
            /** @description Lessons done, of those there are. */
            completed: number;
            /** @description Lessons there are. */
            total: number;
        };
        /** @description A course with its outline. The outline is visible even to those who may not open it. */
        CourseView: components["schemas"]["CourseCard"] & {
            /** @description The description, as safe HTML. */
            description_html: string;
            /** @description The lessons in order. */
            lessons: components["schemas"]["OutlineLine"][];
        };
        /** @description A lesson beside another. */
        LessonNeighbour: {
            /** @description Names it in addresses. */
            slug: string;
            /** @description Its name. */
            title: string;
        };
        /** @description Where a learner stopped watching. */
        LessonPosition: {
            /**
             * Format: int32
             * @description Seconds from the beginning.
             */
            position_s: number;
        };
        /** @description A video and what belongs to it. In the database paths, on the wire signed addresses. */
        LessonVideo: {
            /** @description The film. */
            src: string;
            /** @description A still. */
            poster?: string | null;
            /** @description WebVTT. */
            captions?: string | null;
            /**
             * Format: int32
             * @description How long it is.
             */
            duration_s: number;
        };
        /** @description A lesson, opened. */
        LessonView: {
            /** @description Names it in addresses. */
            slug: string;
            /** @description Its name. */
            title: string;
            /** @description `text`, `video` or `quiz`. */
            kind: string;
            /**
             * Format: int32
             * @description How long it takes.
             */
            minutes: number;
            /** @description Whether the learner has done it. */
            completed: boolean;
            /**
             * Format: int32
             * @description Where the learner stopped watching.
             */
            position_s?: number | null;
            /** @description Its text as safe HTML. */
            html?: string | null;
            video?: components["schemas"]["LessonVideo"] | null;
            quiz?: components["schemas"]["QuizView"] | null;
            previous?: components["schemas"]["LessonNeighbour"] | null;
            next?: components["schemas"]["LessonNeighbour"] | null;
        };
        /** @description An attempt. */
        NewAttempt: {
            /** @description The chosen options of each question; a question left out is answered wrongly. */
            answers: components["schemas"]["BTreeMap"];
        };
        /** @description A lesson in the outline. */
        OutlineLine: {
            /** @description Names it in addresses. */
            slug: string;
            /** @description Its name. */
            title: string;
            /** @description `text`, `video` or `quiz`. */
            kind: string;
            /**
             * Format: int32
             * @description How long it takes.
             */
            minutes: number;
            /** @description Whether the learner has done it. */
            completed: boolean;
        };
        /** @description One page of a list. */
        Page_CourseCard: {
            /** @description The rows, in the order of the list. */
            items: {
                /** @description Names it in addresses and in the feature that opens it. */
                slug: string;
                /** @description Its name. */
                title: string;
                /** @description One or two sentences. */
                summary: string;
                /** @description `beginner`, `intermediate` or `advanced`. */
                level: string;
                /**
                 * Format: int32
                 * @description How long it takes.
                 */
                minutes: number;
                /** @description How many lessons it has. */
                lesson_count: number;
                /** @description Address of its picture, good for about an hour. */
                cover?: string | null;
                /** @description What it is about. */
                tags: string[];
                /** @description Whether the learner's organisation may open it. */
                access: components["schemas"]["Access"];
                /** @description How far the learner is. */
                progress: components["schemas"]["CourseProgress"];
            }[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description One page of a list. */
        Page_ProgressRow: {
            /** @description The rows, in the order of the list. */
            items: (components["schemas"]["CourseProgress"] & {
                /** @description The course. */
                slug: string;
                /** @description Its name. */
                title: string;
                /**
                 * Format: date-time
                 * @description The last thing done.
                 */
                last_activity_at?: string | null;
            })[];
            /** @description Give this as `cursor` to read on; absent on the last page. */
            next?: string | null;
        };
        /** @description `application/problem+json`. */
        Problem: {
            /** @description `/problems/<code>`: a page that says what to do. */
            type: string;
            /** @description Short sentence, the same for every occurrence. */
            title: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description Stable code for programs. */
            code: string;
            /** @description What happened this time; empty for faults of ours. */
            detail: string;
            /** @description Names the request in our logs. */
            correlation_id: string;
            /** @description What is wrong with the input, field by field. */
            violations?: components["schemas"]["Violation"][];
        };
        /** @description One line of the learner's own list. */
        ProgressRow: components["schemas"]["CourseProgress"] & {
            /** @description The course. */
            slug: string;
            /** @description Its name. */
            title: string;
            /**
             * Format: date-time
             * @description The last thing done.
             */
            last_activity_at?: string | null;
        };
        /** @description An option before the question is answered. */
        QuestionOption: {
            /** @description Names it in answers. */
            id: string;
            /** @description What it says, as safe HTML. */
            html: string;
        };
        /** @description One question, graded. */
        QuestionResult: {
            /** @description The question. */
            question_id: string;
            /** @description Whether exactly the right options were chosen. */
            correct: boolean;
            /** @description The right options. */
            correct_options: string[];
            /** @description Why, as safe HTML. */
            explanation_html: string;
        };
        /** @description A question before it is answered. */
        QuestionView: {
            /** @description Names it in answers. */
            id: string;
            /** @description `single` or `multiple`. */
            kind: string;
            /** @description What is asked, as safe HTML. */
            stem_html: string;
            /** @description What can be chosen. */
            options: components["schemas"]["QuestionOption"][];
        };
        /** @description The attempts of an organisation in the current window. */
        QuizAttempts: {
            /**
             * Format: int64
             * @description How many there are; absent means any number.
             */
            limit?: number | null;
            /**
             * Format: int64
             * @description How many were made.
             */
            used: number;
        };
        /** @description A learner's best attempt. */
        QuizBest: {
            /**
             * Format: int32
             * @description Points reached.
             */
            score: number;
            /**
             * Format: int32
             * @description Points there were.
             */
            max_score: number;
            /** @description Whether it passed. */
            passed: boolean;
        };
        /** @description A quiz before it is answered. */
        QuizView: {
            /**
             * Format: int32
             * @description The share of the points that passes.
             */
            pass_percent: number;
            /** @description How many attempts the learner's organisation has. */
            attempts: components["schemas"]["QuizAttempts"];
            /** @description The questions in order. */
            questions: components["schemas"]["QuestionView"][];
            best?: components["schemas"]["QuizBest"] | null;
        };
        /**
         * @description Where a learner stands in a course.
         * @enum {string}
         */
        Status: "not_started" | "in_progress" | "completed";
        /** @description A field error of a problem document (RFC 9457 extension `violations`). */
        Violation: {
            /** @description JSON Pointer (RFC 6901) to the field, for example `/policies/time_zone`. */
            pointer: string;
            /** @description Stable code for programs, for example `too_long`. */
            code: string;
            /** @description Sentence for people. */
            detail: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    course_list: {
        parameters: {
            query?: {
                /** @description Words of the title, the summary or the tags. */
                q?: string;
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CourseCard"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    course_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The course. */
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The course. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseView"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lesson_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The course. */
                slug: string;
                /** @description The lesson. */
                lesson: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lesson. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LessonView"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attempt_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The course. */
                slug: string;
                /** @description The quiz. */
                lesson: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAttempt"];
            };
        };
        responses: {
            /** @description Graded. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptResult"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lesson_complete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The course. */
                slug: string;
                /** @description The lesson. */
                lesson: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far the learner is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourseProgress"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lesson_position: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The course. */
                slug: string;
                /** @description The lesson. */
                lesson: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LessonPosition"];
            };
        };
        responses: {
            /** @description Remembered. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    media_read: {
        parameters: {
            query: {
                /** @description Until when it is good, Unix seconds. */
                exp: number;
                /** @description Ours over path, tenant and end. */
                sig: string;
            };
            header?: never;
            path: {
                /** @description The course and the file. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description The range. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Unchanged. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    progress_list: {
        parameters: {
            query?: {
                /** @description Where to read on: the `next` of the page before. */
                cursor?: string;
                /** @description Rows wanted, 1 to 200; 50 when absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ProgressRow"];
                };
            };
            /** @description The caller must change something; `code` says what. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Try again later; `Retry-After` says when. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
