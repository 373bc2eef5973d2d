// The browser's own player with what it lacks: it goes on where it stopped, remembers, and has keys and speed.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { savePosition } from '@/api/courses';
import { send } from '@/api/client';
import type { Lesson } from '@/api/types';
import { clock } from '@/i18n/format';
import { useT } from '@/i18n/i18n';
import { readSetting, writeSetting } from '@/i18n/settings';
import { Button } from '@/ui/button';
import { Select } from '@/ui/form';

const speeds = ['0.75', '1', '1.25', '1.5', '1.75', '2'];
const saveEveryS = 10;

interface VideoProps {
  course: string;
  lesson: string;
  video: NonNullable<Lesson['video']>;
  start: number;
  onEnded: () => void;
}

export function VideoPlayer({ course, lesson, video, start, onEnded }: VideoProps) {
  const t = useT();
  const player = useRef<HTMLVideoElement>(null);
  // A signed address changes with every read; the one that plays stays.
  const [source] = useState(video);
  const [resumeAt] = useState(start);
  const [speed, setSpeed] = useState(() => readSetting('video-speed') ?? '1');
  const [resumed, setResumed] = useState(false);
  const save = useSavePosition(course, lesson);

  useEffect(() => {
    if (player.current) player.current.playbackRate = Number(speed);
  }, [speed]);

  const resume = () => {
    const element = player.current;
    if (!element || resumed) return;
    setResumed(true);
    element.playbackRate = Number(speed);
    if (resumeAt > 3 && resumeAt < element.duration - 5) element.currentTime = resumeAt;
  };
  return (
    <figure>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- the track is below, where the lesson has one */}
      <video
        ref={player}
        src={source.src}
        poster={source.poster ?? undefined}
        controls
        playsInline
        preload="metadata"
        aria-label={t('video.label')}
        onLoadedMetadata={resume}
        onTimeUpdate={(event) => save.tick(event.currentTarget.currentTime)}
        onPause={(event) => save.now(event.currentTarget.currentTime)}
        onEnded={onEnded}
        onKeyDown={(event) => player.current && onKey(event, player.current)}
        className="aspect-video w-full rounded-lg bg-[oklch(0.16_0.015_240)] shadow-2"
      >
        {source.captions ? <track kind="captions" src={source.captions} srcLang={t.language} label={t('video.captions')} default /> : null}
      </video>
      <figcaption className="mt-2.5 flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-ink-3">
        <span className="flex items-center gap-2">
          {t('video.speed')}
          <Select
            aria-label={t('video.speed')}
            value={speed}
            onChange={(event) => {
              setSpeed(event.target.value);
              writeSetting('video-speed', event.target.value);
            }}
            options={speeds.map((value) => ({ value, label: `${value}×` }))}
            className="w-24"
          />
        </span>
        {resumeAt > 3 ? (
          <Button
            size="sm"
            tone="quiet"
            icon="rotate-ccw"
            onClick={() => {
              if (player.current) player.current.currentTime = 0;
            }}
          >
            {t('video.from_start', { at: clock(resumeAt) })}
          </Button>
        ) : null}
        <span className="max-sm:hidden">{t('video.keys')}</span>
      </figcaption>
    </figure>
  );
}

function onKey(event: KeyboardEvent, player: HTMLVideoElement) {
  const actions: Record<string, () => void> = {
    k: () => void (player.paused ? player.play() : player.pause()),
    j: () => (player.currentTime -= 10),
    l: () => (player.currentTime += 10),
    f: () => void (document.fullscreenElement ? document.exitFullscreen() : player.requestFullscreen()),
    m: () => (player.muted = !player.muted),
    c: () => {
      const track = player.textTracks[0];
      if (track) track.mode = track.mode === 'showing' ? 'hidden' : 'showing';
    },
  };
  const action = actions[event.key.toLowerCase()];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}

/** Saves now and then while it plays, at each pause, and when the page is left. A lost save only costs seconds. */
function useSavePosition(course: string, lesson: string) {
  const saved = useRef(-1);
  const latest = useRef(-1);
  const now = useCallback(
    (seconds: number) => {
      const whole = Math.floor(seconds);
      if (whole === saved.current || whole < 1) return;
      saved.current = whole;
      send(savePosition(course, lesson, whole)).catch(() => {
        saved.current = -1;
      });
    },
    [course, lesson],
  );
  const tick = useCallback(
    (seconds: number) => {
      latest.current = seconds;
      if (Math.abs(seconds - saved.current) >= saveEveryS) now(seconds);
    },
    [now],
  );
  useEffect(() => () => now(latest.current), [now]);
  return { tick, now };
}
