#!/bin/sh
# Renders the lesson videos from slides/<name>.html and slides/<name>.txt of each course.
#
#   ./make-media.sh                      all videos
#   ./make-media.sh rust-for-services    the videos of one course
#
# Needs Debian's chromium, espeak-ng, ffmpeg and fonts-dejavu-core. Writes media/<name>.{webm,jpg,vtt}.
# A narration line is "<anchor>|<sentence>": the sentence is spoken and captioned while the slide
# shows everything up to the element with that id. Prints duration_s for the lesson's front matter.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
fps=25
gap=0.35
limit=491520

# Words the synthesiser reads wrongly; captions keep the spelling.
respell() {
  sed -e 's/\bLeme\b/Lehmy/g' -e 's/PostgreSQL/Postgres/g' -e 's/\basync\b/ay-sink/g' \
      -e 's/BYPASSRLS/bypass R L S/g' -e 's/TRUNCATE/truncate/g' -e 's/FORCE/force/g' \
      -e 's/USING/using/g' -e 's/WITH CHECK/with check/g' -e 's/WHERE/where/g'
}

shot() { # html anchor png
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 \
    --window-size=960,540 --screenshot="$3" "file://$1#$2" </dev/null >/dev/null 2>&1
}

seconds() { ffprobe -v error -show_entries format=duration -of csv=p=0 "$1"; }

stamp() { # seconds -> HH:MM:SS.mmm
  awk -v t="$1" 'BEGIN { ms = int(t * 1000 + 0.5)
    printf "%02d:%02d:%02d.%03d", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000 }'
}

cue() { # start end text
  printf '%s --> %s\n%s\n\n' "$(stamp "$1")" "$(stamp "$2")" "$(printf '%s\n' "$3" | fold -s -w 46 | sed 's/ *$//')"
}

render() { # course name
  slides=$here/$1/slides; out=$here/$1/media; name=$2
  work=$(mktemp -d); at=0; n=0
  printf 'WEBVTT\n\n' > "$work/captions"
  while IFS='|' read -r anchor sentence; do
    case $anchor in ''|'#'*) continue ;; esac
    n=$((n + 1)); id=$(printf '%03d' "$n")
    shot "$slides/$name.html" "$anchor" "$work/$id.png"
    printf '%s\n' "$sentence" | respell | espeak-ng -v en-us -s 168 -p 42 -g 1 -w "$work/$id.raw.wav" --stdin
    spoken=$(seconds "$work/$id.raw.wav")
    whole=$(awk -v d="$spoken" -v g="$gap" -v f="$fps" 'BEGIN { n = (d + g) * f; c = int(n); if (c < n) c++; printf "%.3f", c / f }')
    ffmpeg -nostdin -v error -y -i "$work/$id.raw.wav" -af "apad,atrim=0:$whole" -c:a pcm_s16le "$work/$id.wav"
    printf "file '%s.png'\nduration %s\n" "$id" "$whole" >> "$work/frames"
    printf "file '%s.wav'\n" "$id" >> "$work/sounds"
    cue "$at" "$(awk -v a="$at" -v d="$spoken" 'BEGIN { print a + d }')" "$sentence" >> "$work/captions"
    at=$(awk -v a="$at" -v d="$whole" 'BEGIN { printf "%.3f", a + d }')
  done < "$slides/$name.txt"
  printf "file '%s.png'\n" "$id" >> "$work/frames"

  # Half the pictures, blended up to $fps: a change of slide is softened by one mixed frame.
  nice -n 10 ffmpeg -nostdin -v error -y -f concat -i "$work/frames" -f concat -i "$work/sounds" -t "$at" -threads 1 \
    -vf "fps=12.5,framerate=fps=$fps:interp_start=0:interp_end=255:scene=100,format=yuv420p" \
    -c:v libvpx-vp9 -crf 38 -b:v 0 -g 300 -deadline good -cpu-used 2 -tune-content screen \
    -af "highpass=f=90,lowpass=f=7000,loudnorm=I=-18:TP=-2:LRA=7" -ar 48000 -ac 1 -c:a libopus -b:a 27k -application voip \
    -map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact "$out/$name.webm"
  ffmpeg -nostdin -v error -y -i "$work/001.png" -q:v 3 "$out/$name.jpg"
  sed '$d' "$work/captions" > "$out/$name.vtt"
  rm -r "$work"

  size=$(wc -c < "$out/$name.webm")
  [ "$size" -le "$limit" ] || { echo "$1/$name.webm has $size bytes, over $limit" >&2; exit 1; }
  echo "$1/$name: duration_s: $(awk -v a="$at" 'BEGIN { printf "%d", a + 0.5 }'), $size bytes"
}

for source in "$here"/${1:-*}/slides/*.txt; do
  course=$(basename "$(dirname "$(dirname "$source")")")
  render "$course" "$(basename "$source" .txt)"
done
