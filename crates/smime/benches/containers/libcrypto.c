/* The same work by OpenSSL's libcrypto in its own process, for `cargo xtask bench cms`: what Kakitome is measured beside.
 * Two kinds of work: the floor (hash or cipher the bytes of a file, no container), and the container (CMS_* functions).
 * Prints "seconds-of-CPU kibibytes-of-peak" and ends with 0, or says on standard error which call failed and ends with 1. */
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { BLOCK = 64 * 1024 };

static void fail(const char *what) {
    fprintf(stderr, "libcrypto: %s failed\n", what);
    ERR_print_errors_fp(stderr);
    exit(1);
}

static void *must(void *value, const char *what) {
    if (value == NULL) fail(what);
    return value;
}

/* Seconds of CPU that this process has had: other work on the machine falls on nobody's figure. */
static double now(void) {
    unsigned long long nanoseconds = 0;
    FILE *file = must(fopen("/proc/self/schedstat", "r"), "/proc/self/schedstat");
    if (fscanf(file, "%llu", &nanoseconds) != 1) fail("/proc/self/schedstat");
    fclose(file);
    return (double)nanoseconds / 1e9;
}

static void report(double seconds) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.6f %ld\n", seconds, usage.ru_maxrss);
}

static EVP_PKEY *read_key(const char *path) {
    BIO *file = must(BIO_new_file(path, "rb"), path);
    EVP_PKEY *key = must(PEM_read_bio_PrivateKey(file, NULL, NULL, NULL), "reading the key");
    BIO_free(file);
    return key;
}

static X509 *read_certificate(const char *path) {
    BIO *file = must(BIO_new_file(path, "rb"), path);
    X509 *certificate = must(PEM_read_bio_X509(file, NULL, NULL, NULL), "reading the certificate");
    BIO_free(file);
    return certificate;
}

/* The floor: SHA-256 over a file. */
static void hash(const char *path) {
    static unsigned char block[BLOCK];
    unsigned char digest[EVP_MAX_MD_SIZE];
    FILE *file = must(fopen(path, "rb"), path);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;) EVP_DigestUpdate(context, block, got);
    EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
    fclose(file);
}

/* The floor: a file through a cipher, one way, nothing kept. A wrong tag at the end of a decryption is no matter: the arithmetic is the same. */
static void cipher(const EVP_CIPHER *algorithm, int encrypt, const char *path) {
    static unsigned char in[BLOCK], out[BLOCK + EVP_MAX_BLOCK_LENGTH];
    static const unsigned char key[32] = {1}, iv[16] = {2};
    int length = 0;
    FILE *file = must(fopen(path, "rb"), path), *sink = must(fopen("/dev/null", "wb"), "/dev/null");
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    if (!EVP_CipherInit_ex(context, algorithm, NULL, key, iv, encrypt)) fail("EVP_CipherInit_ex");
    EVP_CIPHER_CTX_set_padding(context, 0);
    for (size_t got; (got = fread(in, 1, sizeof in, file)) > 0;) {
        if (!EVP_CipherUpdate(context, out, &length, in, (int)got)) fail("EVP_CipherUpdate");
        fwrite(out, 1, (size_t)length, sink);
    }
    EVP_CIPHER_CTX_free(context);
    fclose(file);
    fclose(sink);
}

static void sign(const char *key_path, const char *certificate_path, const char *in_path) {
    int flags = CMS_BINARY | CMS_STREAM;
    BIO *in = must(BIO_new_file(in_path, "rb"), in_path), *out = must(BIO_new_file("/dev/null", "wb"), "/dev/null");
    CMS_ContentInfo *cms = must(CMS_sign(read_certificate(certificate_path), read_key(key_path), NULL, in, flags), "CMS_sign");
    if (!i2d_CMS_bio_stream(out, cms, in, flags)) fail("i2d_CMS_bio_stream");
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    BIO_free(out);
}

static void encrypt(const EVP_CIPHER *algorithm, const char *certificate_path, const char *in_path) {
    int flags = CMS_BINARY | CMS_STREAM;
    BIO *in = must(BIO_new_file(in_path, "rb"), in_path), *out = must(BIO_new_file("/dev/null", "wb"), "/dev/null");
    STACK_OF(X509) *recipients = sk_X509_new_null();
    sk_X509_push(recipients, read_certificate(certificate_path));
    CMS_ContentInfo *cms = must(CMS_encrypt(recipients, in, algorithm, flags), "CMS_encrypt");
    if (!i2d_CMS_bio_stream(out, cms, in, flags)) fail("i2d_CMS_bio_stream");
    CMS_ContentInfo_free(cms);
    BIO_free(in);
    BIO_free(out);
}

/* A container on its own (DER, BER), or a mail (RFC 8551), whose clear-signed content comes apart. */
static CMS_ContentInfo *read_cms(BIO *in, int mail, BIO **content) {
    *content = NULL;
    return mail ? must(SMIME_read_CMS(in, content), "SMIME_read_CMS") : must(d2i_CMS_bio(in, NULL), "d2i_CMS_bio");
}

/* Arithmetic of the signature alone: no path is built. */
static void verify_one(BIO *in, int mail, BIO *out) {
    BIO *content;
    CMS_ContentInfo *cms = read_cms(in, mail, &content);
    if (!CMS_verify(cms, NULL, NULL, content, out, CMS_NO_SIGNER_CERT_VERIFY | (mail ? 0 : CMS_BINARY))) fail("CMS_verify");
    CMS_ContentInfo_free(cms);
    BIO_free(content);
}

static void decrypt_one(BIO *in, int mail, BIO *out, EVP_PKEY *key, X509 *certificate) {
    BIO *content;
    CMS_ContentInfo *cms = read_cms(in, mail, &content);
    if (!CMS_decrypt(cms, key, certificate, NULL, out, CMS_BINARY)) fail("CMS_decrypt");
    CMS_ContentInfo_free(cms);
}

static void one(int decrypts, const char *key_path, const char *certificate_path, const char *path) {
    BIO *in = must(BIO_new_file(path, "rb"), path), *out = must(BIO_new_file("/dev/null", "wb"), "/dev/null");
    if (decrypts) decrypt_one(in, 0, out, read_key(key_path), read_certificate(certificate_path));
    else verify_one(in, 0, out);
    BIO_free(in);
    BIO_free(out);
}

static unsigned char *read_all(const char *path, long *size) {
    FILE *file = must(fopen(path, "rb"), path);
    fseek(file, 0, SEEK_END);
    *size = ftell(file);
    rewind(file);
    unsigned char *bytes = must(malloc((size_t)*size), "malloc");
    if (fread(bytes, 1, (size_t)*size, file) != (size_t)*size) fail("fread");
    fclose(file);
    return bytes;
}

static long length_at(const unsigned char *at) {
    return (long)at[0] << 24 | (long)at[1] << 16 | (long)at[2] << 8 | at[3];
}

/* Many messages: a file of [four bytes of length, big-endian; message]. All are in memory before the clock starts. */
static double many(int decrypts, int mail, const char *key_path, const char *certificate_path, const char *path) {
    long size;
    unsigned char *bytes = read_all(path, &size);
    EVP_PKEY *key = decrypts ? read_key(key_path) : NULL;
    X509 *certificate = decrypts ? read_certificate(certificate_path) : NULL;
    double began = now();
    for (long at = 0; at + 4 <= size;) {
        long length = length_at(bytes + at);
        BIO *in = BIO_new_mem_buf(bytes + at + 4, (int)length), *out = BIO_new(BIO_s_mem());
        if (decrypts) decrypt_one(in, mail, out, key, certificate);
        else verify_one(in, mail, out);
        BIO_free(in);
        BIO_free(out);
        at += 4 + length;
    }
    return now() - began;
}

/* The whole: the chain of each signer up to the root in the store, with libcrypto's purpose for mail. */
static double chains(const char *root_path, const char *path) {
    long size;
    unsigned char *bytes = read_all(path, &size);
    X509_STORE *store = must(X509_STORE_new(), "X509_STORE_new");
    if (!X509_STORE_add_cert(store, read_certificate(root_path))) fail("X509_STORE_add_cert");
    double began = now();
    for (long at = 0; at + 4 <= size;) {
        long length = length_at(bytes + at);
        BIO *in = BIO_new_mem_buf(bytes + at + 4, (int)length), *out = BIO_new(BIO_s_mem()), *content;
        CMS_ContentInfo *cms = read_cms(in, 1, &content);
        if (!CMS_verify(cms, NULL, store, content, out, 0)) fail("CMS_verify with a chain");
        CMS_ContentInfo_free(cms);
        BIO_free(content);
        BIO_free(in);
        BIO_free(out);
        at += 4 + length;
    }
    return now() - began;
}

int main(int count, char **words) {
    const char *work = count > 1 ? words[1] : "";
    double began = now();
    if (count == 3 && !strcmp(work, "hash")) hash(words[2]);
    else if (count == 3 && !strcmp(work, "cbc-encrypt")) cipher(EVP_aes_256_cbc(), 1, words[2]);
    else if (count == 3 && !strcmp(work, "cbc-decrypt")) cipher(EVP_aes_256_cbc(), 0, words[2]);
    else if (count == 3 && !strcmp(work, "gcm-encrypt")) cipher(EVP_aes_256_gcm(), 1, words[2]);
    else if (count == 3 && !strcmp(work, "gcm-decrypt")) cipher(EVP_aes_256_gcm(), 0, words[2]);
    else if (count == 5 && !strcmp(work, "sign")) sign(words[2], words[3], words[4]);
    else if (count == 5 && !strcmp(work, "verify")) one(0, words[2], words[3], words[4]);
    else if (count == 5 && !strcmp(work, "encrypt-cbc")) encrypt(EVP_aes_256_cbc(), words[3], words[4]);
    else if (count == 5 && !strcmp(work, "encrypt-gcm")) encrypt(EVP_aes_256_gcm(), words[3], words[4]);
    else if (count == 5 && !strcmp(work, "decrypt")) one(1, words[2], words[3], words[4]);
    else if (count == 5 && !strcmp(work, "verify-many")) { report(many(0, 0, words[2], words[3], words[4])); return 0; }
    else if (count == 5 && !strcmp(work, "decrypt-many")) { report(many(1, 0, words[2], words[3], words[4])); return 0; }
    else if (count == 5 && !strcmp(work, "verify-mails")) { report(many(0, 1, words[2], words[3], words[4])); return 0; }
    else if (count == 5 && !strcmp(work, "verify-chains")) { report(chains(words[3], words[4])); return 0; }
    else if (count == 5 && !strcmp(work, "decrypt-mails")) { report(many(1, 1, words[2], words[3], words[4])); return 0; }
    else {
        fprintf(stderr, "usage: libcrypto hash|cbc-encrypt|cbc-decrypt|gcm-encrypt|gcm-decrypt FILE\n"
                        "       libcrypto sign|verify|encrypt-cbc|encrypt-gcm|decrypt|verify-many|decrypt-many|verify-mails|verify-chains|decrypt-mails KEY CERT FILE\n");
        return 1;
    }
    report(now() - began);
    return 0;
}
