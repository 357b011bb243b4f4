/* Runs docs/protocol/vectors through the same code as the camera: vectors hmac.json aes.json */
#include "camera.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct session session; /* nothing of it is used here */

static char *read_file(const char *path) {
  static char buffers[2][65536];
  static int many;
  FILE *file = many < 2 ? fopen(path, "rb") : NULL;
  if (!file) die("%s cannot be read", path);
  char *buffer = buffers[many++];
  buffer[fread(buffer, 1, sizeof buffers[0] - 1, file)] = 0;
  fclose(file);
  return buffer;
}

static void get(struct span vector, const char *key, char *out, size_t size) {
  if (!json_text(vector, key, out, size)) die("a vector lacks %s", key);
}

static int failed;
static void expect(struct span name, const char *what, const char *got, const char *wanted) {
  if (strcmp(got, wanted) == 0) return;
  failed++;
  say("%.*s: %s is %s, not %s", (int)name.length, name.at, what, got, wanted);
}

static void try_hmac(struct span name, struct span vector) {
  char key[256], text[256], wanted[HEX(32)], got[HEX(32)];
  get(vector, "key", key, sizeof key);
  get(vector, "text", text, sizeof text);
  get(vector, "hmac", wanted, sizeof wanted);
  hmac_hex(key, text, got);
  expect(name, "hmac", got, wanted);
}

static void try_aes(struct span name, struct span vector) {
  char key[HEX(16)], iv[HEX(16)], plain[1024], wanted[1024], md5[HEX(16)], sha256[HEX(32)], got[1024] = "";
  uint8_t bytes[512];
  struct sealed sealed;
  get(vector, "key", key, sizeof key);
  get(vector, "iv", iv, sizeof iv);
  get(vector, "plain", plain, sizeof plain);
  get(vector, "sealed", wanted, sizeof wanted);
  get(vector, "md5", md5, sizeof md5);
  get(vector, "sha256", sha256, sizeof sha256);
  size_t length = strlen(plain) / 2;
  for (size_t i = 0; i < length; i++) {
    const char digits[3] = {plain[2 * i], plain[2 * i + 1], 0};
    bytes[i] = (uint8_t)strtol(digits, NULL, 16);
  }
  if (!seal_begin(key, iv) || !seal_add(bytes, length) || !seal_end(&sealed)) die("an object cannot be sealed");
  for (size_t i = 0; i < sealed.length && i < 511; i++) snprintf(got + 2 * i, 3, "%02x", sealed.bytes[i]);
  expect(name, "sealed", got, wanted);
  expect(name, "md5", sealed.md5, md5);
  expect(name, "sha256", sealed.sha256, sha256);
}

/* Cut anywhere, and with any byte in any place, a document is read or refused; sanitizers see what goes beyond it. */
static void try_hostile(struct span whole) {
  struct span name, value;
  for (size_t cut = 0; cut < whole.length; cut += 3)
    for (int byte = 0; byte < 256; byte += 7) {
      char *copy = malloc(cut + 1); /* exactly so long, for the sanitizer */
      memcpy(copy, whole.at, cut);
      copy[cut / 2] = (char)byte;
      char out[64];
      struct span document = {copy, cut};
      for (size_t cursor = 0; json_each(document, &cursor, &name, &value);) json_text(value, "key", out, sizeof out);
      free(copy);
    }
}

int main(int many, char **paths) {
  if (many != 3) die("usage: vectors hmac.json aes.json");
  struct span name, vector, files[] = {json_of(read_file(paths[1])), json_of(read_file(paths[2]))};
  int tried = 0;
  seal_open(4096);
  for (size_t cursor = 0; json_each(files[0], &cursor, &name, &vector); tried++) try_hmac(name, vector);
  for (size_t cursor = 0; json_each(files[1], &cursor, &name, &vector); tried++) try_aes(name, vector);
  try_hostile(files[0]);
  printf("%d vectors, %d failed\n", tried, failed);
  return failed || !tried;
}
