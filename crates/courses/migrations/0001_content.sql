-- What is taught. These rows belong to the publisher: the tenant that owns the runtime.

create table courses.courses (
    tenant_id uuid not null default leme.current_tenant(),
    course_id uuid not null,
    slug text not null,
    title text not null,
    summary text not null,
    level text not null
        constraint courses_level_check check (level in ('beginner', 'intermediate', 'advanced')),
    minutes integer not null,
    tags text[] not null,
    version integer not null,
    cover text,
    description_html text not null,
    -- SHA-256 of the folder it came from: an import that changes nothing is skipped.
    digest bytea not null,
    imported_at timestamptz not null,
    constraint courses_pkey primary key (tenant_id, course_id),
    constraint courses_slug_key unique (tenant_id, slug)
);
create index courses_title on courses.courses (tenant_id, title, course_id);
call leme.tenant_table('courses.courses');

create table courses.lessons (
    tenant_id uuid not null default leme.current_tenant(),
    lesson_id uuid not null,
    course_id uuid not null,
    slug text not null,
    position integer not null,
    title text not null,
    kind text not null constraint lessons_kind_check check (kind in ('text', 'video', 'quiz')),
    minutes integer not null,
    html text not null,
    video jsonb,
    pass_percent integer,
    constraint lessons_pkey primary key (tenant_id, lesson_id),
    constraint lessons_slug_key unique (tenant_id, course_id, slug),
    -- Checked at commit: a new order moves lessons through each other's places.
    constraint lessons_position_key unique (tenant_id, course_id, position)
        deferrable initially deferred,
    constraint lessons_course_fkey foreign key (tenant_id, course_id)
        references courses.courses (tenant_id, course_id) on delete cascade,
    constraint lessons_video_check check ((kind = 'video') = (video is not null)),
    constraint lessons_quiz_check check ((kind = 'quiz') = (pass_percent is not null))
);
call leme.tenant_table('courses.lessons');

create table courses.questions (
    tenant_id uuid not null default leme.current_tenant(),
    lesson_id uuid not null,
    question_id text not null,
    position integer not null,
    kind text not null constraint questions_kind_check check (kind in ('single', 'multiple')),
    points integer not null,
    stem_html text not null,
    explanation_html text not null,
    options jsonb not null,
    constraint questions_pkey primary key (tenant_id, lesson_id, question_id),
    constraint questions_lesson_fkey foreign key (tenant_id, lesson_id)
        references courses.lessons (tenant_id, lesson_id) on delete cascade
);
call leme.tenant_table('courses.questions');

-- The files that may be served: nothing that is not listed here ever is.
create table courses.media (
    tenant_id uuid not null default leme.current_tenant(),
    path text not null,
    course_id uuid not null,
    content_type text not null,
    size_bytes bigint not null,
    digest bytea not null,
    constraint media_pkey primary key (tenant_id, path),
    constraint media_course_fkey foreign key (tenant_id, course_id)
        references courses.courses (tenant_id, course_id) on delete cascade
);
create index media_course on courses.media (tenant_id, course_id);
call leme.tenant_table('courses.media');
