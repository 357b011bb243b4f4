#include "camera.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

static void to_hex(const uint8_t *bytes, size_t length, char *out) {
  for (size_t i = 0; i < length; i++) snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static bool from_hex(const char *hex, uint8_t *out, size_t length) {
  size_t n;
  return OPENSSL_hexstr2buf_ex(out, length, &n, hex, '\0') == 1 && n == length;
}

void hmac_hex(const char *key, const char *text, char out[HEX(32)]) {
  uint8_t mac[32];
  if (!HMAC(EVP_sha256(), key, (int)strlen(key), (const uint8_t *)text, strlen(text), mac, NULL)) die("HMAC failed");
  to_hex(mac, sizeof mac, out);
}

void sha256_hex(const uint8_t *bytes, size_t length, char out[HEX(32)]) {
  uint8_t hash[32];
  if (EVP_Digest(bytes, length, hash, NULL, EVP_sha256(), NULL) != 1) die("SHA-256 failed");
  to_hex(hash, sizeof hash, out);
}

void random_hex(size_t length, char *out) {
  uint8_t bytes[32];
  if (length > sizeof bytes || RAND_bytes(bytes, (int)length) != 1) die("no random bytes");
  to_hex(bytes, length, out);
}

static EVP_PKEY *maker;

void signed_open(const char *maker_key) {
  BIO *pem = BIO_new_mem_buf(maker_key, -1);
  if (!(maker = PEM_read_bio_PUBKEY(pem, NULL, NULL, NULL))) die("MAKER_KEY is no public key in PEM");
  BIO_free(pem);
}

bool is_signed(const char *text, const char *signature) {
  uint8_t bytes[64];
  EVP_MD_CTX *with = EVP_MD_CTX_new();
  bool ok = from_hex(signature, bytes, 64) && EVP_DigestVerifyInit(with, NULL, NULL, NULL, maker) == 1 &&
            EVP_DigestVerify(with, bytes, 64, (const uint8_t *)text, strlen(text)) == 1;
  EVP_MD_CTX_free(with);
  return ok;
}

static struct { /* fetched once: fetching allocates */
  EVP_CIPHER_CTX *cipher;
  EVP_MD_CTX *digest;
  EVP_CIPHER *aes;
  EVP_MD *md5, *sha256;
  uint8_t *out;
  size_t size, used;
} seal;

void seal_open(size_t largest) {
  seal.cipher = EVP_CIPHER_CTX_new();
  seal.digest = EVP_MD_CTX_new();
  seal.aes = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL);
  seal.md5 = EVP_MD_fetch(NULL, "MD5", NULL);
  seal.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  if (!seal.cipher || !seal.digest || !seal.aes || !seal.md5 || !seal.sha256) die("OpenSSL lacks AES, MD5 or SHA-256");
  seal.out = take_memory(seal.size = largest);
}

bool seal_begin(const char *key, const char *iv) {
  uint8_t k[16], v[16];
  seal.used = 0;
  return from_hex(key, k, 16) && from_hex(iv, v, 16) && EVP_EncryptInit_ex(seal.cipher, seal.aes, NULL, k, v) == 1;
}

bool seal_add(const uint8_t *bytes, size_t length) {
  int n;
  if (length + 32 > seal.size - seal.used) return false;
  if (EVP_EncryptUpdate(seal.cipher, seal.out + seal.used, &n, bytes, (int)length) != 1) return false;
  seal.used += (size_t)n;
  return true;
}

static bool hash(const EVP_MD *kind, size_t length, char *hex) {
  uint8_t bytes[32];
  bool ok = EVP_DigestInit_ex2(seal.digest, kind, NULL) == 1 && EVP_DigestUpdate(seal.digest, seal.out, seal.used) == 1 &&
            EVP_DigestFinal_ex(seal.digest, bytes, NULL) == 1;
  if (ok) to_hex(bytes, length, hex);
  return ok;
}

bool seal_end(struct sealed *sealed) {
  int n;
  if (EVP_EncryptFinal_ex(seal.cipher, seal.out + seal.used, &n) != 1) return false;
  seal.used += (size_t)n;
  sealed->bytes = seal.out;
  sealed->length = seal.used;
  return hash(seal.md5, 16, sealed->md5) && hash(seal.sha256, 32, sealed->sha256);
}
