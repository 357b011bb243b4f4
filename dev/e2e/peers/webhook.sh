#!/bin/sh
# Makes the request that thingino's send2webhook makes: its options of curl, its fields, files under names without an
# extension, an address with the token and no header. Usage: webhook.sh URL PICTURE|- CLIP|-
set -eu
url=$1 picture=$2 clip=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
set -- --show-error --fail --connect-timeout 10 --max-time 30 --retry 3 --http1.1 --location --max-redirs 5 --silent
if [ "$picture" != - ]; then
  cp "$picture" "$work/send2_photo.a1B2c3"
  set -- "$@" -F "image=@$work/send2_photo.a1B2c3"
fi
if [ "$clip" != - ]; then
  cp "$clip" "$work/send2_clip.d4E5f6"
  set -- "$@" -F "video=@$work/send2_clip.d4E5f6"
fi
curl "$@" --form-string 'message={"message":"test"}' --url "$url"
