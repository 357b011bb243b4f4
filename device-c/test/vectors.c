/* Runs docs/protocol/vectors through the same code as the camera: vectors hmac.json aes.json firmware.json */
#include "camera.h"

static char *read_file(const char *path) {
  static char buffers[3][65536];
  static int many;
  FILE *file = many < 3 ? fopen(path, "rb") : NULL;
  if (!file) die("%s cannot be read", path);
  char *buffer = buffers[many++];
  buffer[fread(buffer, 1, sizeof buffers[0] - 1, file)] = 0;
  fclose(file);
  return buffer;
}

static void get(struct span vector, const char *key, char *out, size_t size) {
  if (!json_string(json_get(vector, key), out, size)) die("a vector lacks %s", key);
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

/* The key as it is in firmware: the file writes its lines as JSON does. */
static void use_key(struct span key) {
  char pem[512];
  size_t n = 0;
  struct span text = json_get(key, "pem");
  for (size_t i = 1; i + 1 < text.length && n + 1 < sizeof pem; i++) {
    bool escaped = text.at[i] == '\\';
    pem[n++] = escaped ? '\n' : text.at[i];
    i += escaped;
  }
  pem[n] = 0;
  signed_open(pem);
}

static void expect_objection(struct span name, struct span offer, struct span camera, struct span wanted) {
  char pid[48], firmware[24], objection[48] = "";
  get(camera, "pid", pid, sizeof pid);
  get(camera, "firmware", firmware, sizeof firmware);
  if (!json_is(wanted, "null") && !json_string(wanted, objection, sizeof objection)) die("a camera lacks its objection");
  const char *got = firmware_objection(offer, pid, firmware);
  expect(name, "objection", got ? got : "", objection);
}

static int try_firmware(struct span all) {
  struct span name, offer, cameras = json_get(all, "cameras");
  int tried = 0;
  use_key(json_get(all, "key"));
  /* An array has the members of an object without their names. */
  for (size_t at = 1, end, depth; at < cameras.length; at = end + 1, tried++) {
    for (end = at, depth = 0; end < cameras.length && (depth || (cameras.at[end] != ',' && cameras.at[end] != ']')); end++)
      depth += (cameras.at[end] == '{') - (cameras.at[end] == '}');
    while (at < end && cameras.at[at] != '{') at++;
    char signed_name[64];
    struct span one = {cameras.at + at, end - at};
    get(one, "signed", signed_name, sizeof signed_name);
    offer = json_get(json_get(all, "signed"), signed_name);
    expect_objection(json_get(one, "signed"), offer, json_get(one, "camera"), json_get(one, "objection"));
  }
  const struct span any = json_of("{\"pid\":\"pd7k2m9q4x1w8z3v\",\"firmware\":\"2.3.0\"}");
  for (size_t cursor = 0; json_each(json_get(all, "refused"), &cursor, &name, &offer); tried++)
    expect_objection(name, offer, any, json_of("\"signature_wrong\""));
  return tried;
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
      for (size_t cursor = 0; json_each(document, &cursor, &name, &value);) json_text(value, "key", out);
      free(copy);
    }
}

int main(int many, char **paths) {
  if (many != 4) die("usage: vectors hmac.json aes.json firmware.json");
  struct span name, vector, files[3];
  for (int i = 0; i < 3; i++) files[i] = json_of(read_file(paths[i + 1]));
  int tried = 0;
  seal_open(4096);
  for (size_t cursor = 0; json_each(files[0], &cursor, &name, &vector); tried++) try_hmac(name, vector);
  for (size_t cursor = 0; json_each(files[1], &cursor, &name, &vector); tried++) try_aes(name, vector);
  tried += try_firmware(files[2]);
  try_hostile(files[0]);
  char out[8];
  if (json_string(json_of("\"a\"\"b\""), out, sizeof out)) failed++, say("a string with more behind it is taken as %s", out);
  printf("%d vectors, %d failed\n", tried, failed);
  return failed || !tried;
}
