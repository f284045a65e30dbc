// Bouncy Castle's side of the interoperability tests. One order a line on standard input, fields apart by tabs, files named
// relative to the working folder; one line of answer each: OK and what came out, or NO and why. It ends with its input.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.DigestedData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.util.Store;
import org.bouncycastle.util.encoders.Hex;

public class Peer {
    private static final String BC = "BC";

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream answers = new PrintStream(System.out, true, "UTF-8");
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            try {
                answers.println("OK\t" + obey(line.split("\t", -1)));
            } catch (Throwable error) {
                answers.println("NO\t" + String.valueOf(error).replaceAll("\\s+", " "));
            }
        }
    }

    private static String obey(String[] order) throws Exception {
        switch (order[0]) {
            case "sign": return sign(order);
            case "verify": return verify(order);
            case "encrypt": return encrypt(order);
            case "decrypt": return decrypt(order);
            case "compress": return compress(order);
            case "uncompress": return uncompress(order);
            case "digest": return digest(order);
            case "undigest": return undigest(order);
            case "hide": return hide(order);
            case "unhide": return unhide(order);
            default: throw new IllegalArgumentException("no such order: " + order[0]);
        }
    }

    // sign OUT CONTENT inside|outside {signature algorithm,digest,key,certificate}...
    private static String sign(String[] order) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        for (String signer : Arrays.asList(order).subList(4, order.length)) {
            String[] parts = signer.split(",");
            X509CertificateHolder certificate = certificate(parts[3]);
            JcaSignerInfoGeneratorBuilder builder =
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().setProvider(BC).build());
            if (!parts[1].isEmpty()) {
                builder.setContentDigest(new DefaultDigestAlgorithmIdentifierFinder().find(parts[1]));
            }
            generator.addSignerInfoGenerator(
                builder.build(new JcaContentSignerBuilder(parts[0]).setProvider(BC).build(key(parts[2])), certificate));
            generator.addCertificate(certificate);
        }
        write(order[1], generator.generate(content(order[2]), order[3].equals("inside")).getEncoded());
        return "";
    }

    // verify FILE CONTENT|- : how many signers are good, and the content where it was inside
    private static String verify(String[] order) throws Exception {
        boolean inside = order[2].equals("-");
        CMSSignedData signed = inside ? new CMSSignedData(read(order[1])) : new CMSSignedData(content(order[2]), read(order[1]));
        Store<X509CertificateHolder> certificates = signed.getCertificates();
        int good = 0;
        for (SignerInformation signer : signed.getSignerInfos().getSigners()) {
            @SuppressWarnings("unchecked")
            Collection<X509CertificateHolder> found = certificates.getMatches(signer.getSID());
            X509Certificate certificate = new JcaX509CertificateConverter().setProvider(BC).getCertificate(found.iterator().next());
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(certificate.getPublicKey()))) {
                throw new CMSException("a signature is bad");
            }
            good++;
        }
        String text = inside ? Hex.toHexString((byte[]) signed.getSignedContent().getContent()) : "";
        return good + "\t" + text;
    }

    // encrypt OUT CONTENT CIPHER[:bits] RECIPIENT...
    private static String encrypt(String[] order) throws Exception {
        String[] cipher = order[3].split(":");
        ASN1ObjectIdentifier oid = new ASN1ObjectIdentifier(cipher[0]);
        JceCMSContentEncryptorBuilder builder = cipher.length == 1
            ? new JceCMSContentEncryptorBuilder(oid) : new JceCMSContentEncryptorBuilder(oid, Integer.parseInt(cipher[1]));
        OutputEncryptor encryptor = builder.setProvider(BC).build();
        List<String> recipients = Arrays.asList(order).subList(4, order.length);
        if (encryptor instanceof OutputAEADEncryptor) {
            CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
            for (String recipient : recipients) generator.addRecipientInfoGenerator(recipient(recipient));
            write(order[1], generator.generate(content(order[2]), (OutputAEADEncryptor) encryptor).getEncoded());
        } else {
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            for (String recipient : recipients) generator.addRecipientInfoGenerator(recipient(recipient));
            write(order[1], generator.generate(content(order[2]), encryptor).getEncoded());
        }
        return "";
    }

    // rsa,CERT | oaep,CERT,DIGEST,MGF DIGEST | ec,CERT,AGREEMENT,WRAP | kek,ID,KEY | password,WORD,PRF,ITERATIONS,CIPHER
    private static RecipientInfoGenerator recipient(String text) throws Exception {
        String[] parts = text.split(",");
        switch (parts[0]) {
            case "rsa":
                return new JceKeyTransRecipientInfoGenerator(x509(parts[1])).setProvider(BC);
            case "oaep":
                AlgorithmIdentifier algorithm = new JcaAlgorithmParametersConverter().getAlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_RSAES_OAEP,
                    new OAEPParameterSpec(parts[2], "MGF1", new MGF1ParameterSpec(parts[3]), PSource.PSpecified.DEFAULT));
                return new JceKeyTransRecipientInfoGenerator(x509(parts[1]), algorithm).setProvider(BC);
            case "ec":
                X509Certificate certificate = x509(parts[1]);
                KeyPairGenerator pairs = KeyPairGenerator.getInstance("EC", BC);
                pairs.initialize(((ECPublicKey) certificate.getPublicKey()).getParams());
                java.security.KeyPair pair = pairs.generateKeyPair();
                return new JceKeyAgreeRecipientInfoGenerator(new ASN1ObjectIdentifier(parts[2]), pair.getPrivate(), pair.getPublic(),
                    new ASN1ObjectIdentifier(parts[3])).setProvider(BC).addRecipient(certificate);
            case "kek":
                return new JceKEKRecipientInfoGenerator(Hex.decode(parts[1]), secret(parts[2])).setProvider(BC);
            case "password":
                byte[] salt = new byte[16];
                new SecureRandom().nextBytes(salt);
                return new JcePasswordRecipientInfoGenerator(new ASN1ObjectIdentifier(parts[4]), parts[1].toCharArray())
                    .setProvider(BC).setPRF(prf(parts[2])).setSaltAndIterationCount(salt, Integer.parseInt(parts[3]));
            default:
                throw new IllegalArgumentException("no such recipient: " + text);
        }
    }

    private static PasswordRecipient.PRF prf(String digest) {
        switch (digest) {
            case "SHA-1": return PasswordRecipient.PRF.HMacSHA1;
            case "SHA-224": return PasswordRecipient.PRF.HMacSHA224;
            case "SHA-256": return PasswordRecipient.PRF.HMacSHA256;
            case "SHA-384": return PasswordRecipient.PRF.HMacSHA384;
            case "SHA-512": return PasswordRecipient.PRF.HMacSHA512;
            default: throw new IllegalArgumentException("no such PRF: " + digest);
        }
    }

    // decrypt FILE key,KEYFILE|kek,KEY|password,WORD : the content
    private static String decrypt(String[] order) throws Exception {
        byte[] file = read(order[1]);
        boolean authenticated = ContentInfo.getInstance(file).getContentType().equals(CMSObjectIdentifiers.authEnvelopedData);
        RecipientInformationStore infos =
            authenticated ? new CMSAuthEnvelopedData(file).getRecipientInfos() : new CMSEnvelopedData(file).getRecipientInfos();
        String[] with = order[2].split(",");
        Exception last = new CMSException("no recipient of this kind");
        for (RecipientInformation info : infos.getRecipients()) {
            Recipient recipient = opener(info, with, authenticated);
            if (recipient == null) continue;
            try {
                return Hex.toHexString(info.getContent(recipient));
            } catch (Exception error) {
                last = error;
            }
        }
        throw last;
    }

    private static Recipient opener(RecipientInformation info, String[] with, boolean authenticated) throws Exception {
        if (with[0].equals("key") && info instanceof KeyTransRecipientInformation) {
            PrivateKey key = key(with[1]);
            return authenticated ? new JceKeyTransAuthEnvelopedRecipient(key).setProvider(BC)
                : new JceKeyTransEnvelopedRecipient(key).setProvider(BC);
        }
        if (with[0].equals("key") && info instanceof KeyAgreeRecipientInformation) {
            return new JceKeyAgreeEnvelopedRecipient(key(with[1])).setProvider(BC);
        }
        if (with[0].equals("kek") && info instanceof KEKRecipientInformation) {
            return new JceKEKEnvelopedRecipient(secret(with[1])).setProvider(BC);
        }
        if (with[0].equals("password") && info instanceof PasswordRecipientInformation) {
            return new JcePasswordEnvelopedRecipient(with[1].toCharArray()).setProvider(BC);
        }
        return null;
    }

    // compress OUT CONTENT
    private static String compress(String[] order) throws Exception {
        write(order[1], new CMSCompressedDataGenerator().generate(content(order[2]), new ZlibCompressor()).getEncoded());
        return "";
    }

    // uncompress FILE : the content
    private static String uncompress(String[] order) throws Exception {
        return Hex.toHexString(new CMSCompressedData(read(order[1])).getContent(new ZlibExpanderProvider()));
    }

    // digest OUT CONTENT DIGEST
    private static String digest(String[] order) throws Exception {
        byte[] content = read(order[2]);
        AlgorithmIdentifier algorithm = new DefaultDigestAlgorithmIdentifierFinder().find(order[3]);
        ContentInfo inner = new ContentInfo(CMSObjectIdentifiers.data, new DEROctetString(content));
        DigestedData digested = new DigestedData(algorithm, inner, MessageDigest.getInstance(order[3], BC).digest(content));
        write(order[1], new ContentInfo(CMSObjectIdentifiers.digestedData, digested).getEncoded(ASN1Encoding.DER));
        return "";
    }

    // undigest FILE : the content, if the digest is right
    private static String undigest(String[] order) throws Exception {
        CMSDigestedData digested = new CMSDigestedData(read(order[1]));
        if (!digested.verify(new JcaDigestCalculatorProviderBuilder().setProvider(BC).build())) {
            throw new CMSException("the digest differs");
        }
        return Hex.toHexString((byte[]) digested.getDigestedContent().getContent());
    }

    // hide OUT CONTENT CIPHER : EncryptedData under a key that it makes, which it answers
    private static String hide(String[] order) throws Exception {
        OutputEncryptor encryptor = new JceCMSContentEncryptorBuilder(new ASN1ObjectIdentifier(order[3])).setProvider(BC).build();
        write(order[1], new CMSEncryptedDataGenerator().generate(content(order[2]), encryptor).toASN1Structure().getEncoded());
        Object key = encryptor.getKey().getRepresentation();
        return Hex.toHexString(key instanceof byte[] ? (byte[]) key : ((java.security.Key) key).getEncoded());
    }

    // unhide FILE KEY : the content of an EncryptedData
    private static String unhide(String[] order) throws Exception {
        ContentInfo info = ContentInfo.getInstance(read(order[1]));
        javax.crypto.SecretKey key = secret(order[2]);
        InputDecryptorProvider provider = algorithm -> new org.bouncycastle.operator.InputDecryptor() {
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return algorithm;
            }

            public java.io.InputStream getInputStream(java.io.InputStream ciphertext) {
                try {
                    javax.crypto.Cipher cipher = javax.crypto.Cipher.getInstance("AES/CBC/PKCS5Padding", BC);
                    byte[] vector = org.bouncycastle.asn1.ASN1OctetString.getInstance(algorithm.getParameters()).getOctets();
                    cipher.init(javax.crypto.Cipher.DECRYPT_MODE, key, new javax.crypto.spec.IvParameterSpec(vector));
                    return new javax.crypto.CipherInputStream(ciphertext, cipher);
                } catch (java.security.GeneralSecurityException error) {
                    throw new IllegalStateException(error);
                }
            }
        };
        return Hex.toHexString(new CMSEncryptedData(info).getContent(provider));
    }

    private static byte[] read(String file) throws Exception {
        return Files.readAllBytes(Path.of(file));
    }

    private static void write(String file, byte[] bytes) throws Exception {
        Files.write(Path.of(file), bytes);
    }

    private static CMSTypedData content(String file) throws Exception {
        return new CMSProcessableByteArray(read(file));
    }

    private static Object pem(String file) throws Exception {
        try (PEMParser parser = new PEMParser(new StringReader(Files.readString(Path.of(file))))) {
            return parser.readObject();
        }
    }

    private static X509CertificateHolder certificate(String file) throws Exception {
        return (X509CertificateHolder) pem(file);
    }

    private static X509Certificate x509(String file) throws Exception {
        return new JcaX509CertificateConverter().setProvider(BC).getCertificate(certificate(file));
    }

    private static PrivateKey key(String file) throws Exception {
        return new JcaPEMKeyConverter().setProvider(BC).getPrivateKey((PrivateKeyInfo) pem(file));
    }

    private static javax.crypto.SecretKey secret(String hex) {
        return new SecretKeySpec(Hex.decode(hex), "AES");
    }
}
