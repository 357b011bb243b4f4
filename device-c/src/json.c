#include "camera.h"

static size_t skip_space(struct span s, size_t i) {
  while (i < s.length && strchr(" \t\r\n", s.at[i]) && s.at[i]) i++;
  return i;
}

/* Behind the string that begins at i; 0 where none does. */
static size_t skip_string(struct span s, size_t i) {
  if (i >= s.length || s.at[i] != '"') return 0;
  for (i++; i < s.length; i++) {
    if (s.at[i] == '"') return i + 1;
    if (s.at[i] == '\\') i++;
  }
  return 0;
}

/* Behind the value that begins at i; 0 where none does. What is inside of it is read when somebody asks for it. */
static size_t skip_value(struct span s, size_t i) {
  size_t from = i, depth = 0;
  while (i < s.length) {
    char c = s.at[i];
    if (!depth && strchr(",}] \t\r\n", c)) break;
    if (c == '"' && !(i = skip_string(s, i))) return 0;
    if (c == '{' || c == '[') depth++;
    if (c == '}' || c == ']') depth--;
    if (c != '"') i++;
  }
  return depth || i == from ? 0 : i;
}

struct span json_of(const char *text) { return (struct span){text, strlen(text)}; }

bool json_each(struct span s, size_t *cursor, struct span *key, struct span *value) {
  size_t i = s.at ? skip_space(s, *cursor) : 0;
  if (!s.at || i >= s.length || s.at[i] != (*cursor ? ',' : '{')) return false;
  i = skip_space(s, i + 1);
  size_t end = skip_string(s, i);
  if (!end) return false;
  *key = (struct span){s.at + i, end - i};
  i = skip_space(s, end);
  if (i >= s.length || s.at[i] != ':') return false;
  i = skip_space(s, i + 1);
  if (!(end = skip_value(s, i))) return false;
  *value = (struct span){s.at + i, end - i};
  *cursor = end;
  return true;
}

struct span json_get(struct span object, const char *name) {
  struct span key, value;
  size_t cursor = 0, length = strlen(name);
  while (json_each(object, &cursor, &key, &value))
    if (key.length == length + 2 && memcmp(key.at + 1, name, length) == 0) return value;
  return (struct span){NULL, 0};
}

bool json_is(struct span value, const char *literal) {
  return value.at && value.length == strlen(literal) && memcmp(value.at, literal, value.length) == 0;
}

bool json_string(struct span value, char *out, size_t size) {
  if (!value.at || skip_string(value, 0) != value.length || value.length > size + 1) return false;
  if (memchr(value.at, '\\', value.length)) return false;
  memcpy(out, value.at + 1, value.length - 2);
  out[value.length - 2] = 0;
  return true;
}

int64_t json_integer(struct span object, const char *key, int64_t otherwise) {
  struct span value = json_get(object, key);
  char digits[24], *end;
  if (!value.at || value.length >= sizeof digits) return otherwise;
  memcpy(digits, value.at, value.length);
  digits[value.length] = 0;
  long long n = strtoll(digits, &end, 10);
  return *end || end == digits ? otherwise : n;
}
