// Bouncy Castle's side of the exchange of whole mails. One order a line on standard input, fields apart by tabs, files named
// relative to the working folder; one line of answer each: OK and what came out, or NO and why. It ends with its input.

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import javax.mail.Session;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.mail.smime.SMIMEEnveloped;
import org.bouncycastle.mail.smime.SMIMEEnvelopedGenerator;
import org.bouncycastle.mail.smime.SMIMESigned;
import org.bouncycastle.mail.smime.SMIMESignedGenerator;
import org.bouncycastle.mail.smime.SMIMEUtil;
import org.bouncycastle.util.encoders.Hex;

@SuppressWarnings("unchecked") // a store of certificates gives a raw collection
public class Mail {
    private static final String BC = "BC";

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream answers = new PrintStream(System.out, true, "UTF-8");
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            try {
                answers.println("OK\t" + obey(line.split("\t", -1)));
            } catch (Throwable error) {
                answers.println("NO\t" + error.toString().replace('\n', ' '));
            }
        }
    }

    private static String obey(String[] order) throws Exception {
        switch (order[0]) {
            case "verify":
                return verify(mail(order[1]));
            case "decrypt":
                return decrypt(mail(order[1]), order[2]);
            case "sign":
                return sign(order[1], order[2], order[3], order[4], order[5], order[6], Long.parseLong(order[7]));
            case "encrypt":
                return encrypt(order[1], order[2], order[3], order[4]);
            default:
                throw new IllegalArgumentException(order[0]);
        }
    }

    // verify FILE: the content that was signed, in hexadecimal; every signature over it is good
    private static String verify(MimeMessage mail) throws Exception {
        SMIMESigned signed =
            mail.isMimeType("multipart/signed") ? new SMIMESigned((MimeMultipart) mail.getContent()) : new SMIMESigned(mail);
        Collection<SignerInformation> signers = signed.getSignerInfos().getSigners();
        if (signers.isEmpty()) {
            throw new Exception("nobody signed");
        }
        for (SignerInformation signer : signers) {
            Collection<X509CertificateHolder> found = signed.getCertificates().getMatches(signer.getSID());
            X509CertificateHolder certificate = found.iterator().next();
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(certificate))) {
                throw new Exception("a bad signature");
            }
        }
        return hex(signed.getContent());
    }

    // decrypt FILE KEY: what is inside, in hexadecimal
    private static String decrypt(MimeMessage mail, String key) throws Exception {
        RecipientInformation recipient = new SMIMEEnveloped(mail).getRecipientInfos().getRecipients().iterator().next();
        byte[] content = recipient.getContent(new JceKeyTransEnvelopedRecipient(key(key, "RSA")).setProvider(BC));
        return hex(SMIMEUtil.toMimeBodyPart(content));
    }

    // sign OUT HEAD PART FORM ALGORITHM NAME SECONDS: the part, signed by NAME.pk8 and NAME.der, in a mail with the fields of HEAD
    private static String sign(String out, String head, String part, String form, String algorithm, String name, long seconds)
        throws Exception {
        X509CertificateHolder certificate = certificate(name + ".der");
        Attribute time = new Attribute(CMSAttributes.signingTime, new DERSet(new Time(new Date(seconds * 1000))));
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(time);
        JcaSimpleSignerInfoGeneratorBuilder builder = new JcaSimpleSignerInfoGeneratorBuilder().setProvider(BC);
        builder.setSignedAttributeGenerator(new AttributeTable(attributes));
        PrivateKey key = key(name + ".pk8", algorithm.contains("ECDSA") ? "EC" : "RSA");
        SMIMESignedGenerator generator = new SMIMESignedGenerator();
        generator.addSignerInfoGenerator(builder.build(algorithm, key, certificate));
        generator.addCertificates(new JcaCertStore(List.of(certificate)));
        MimeMessage mail = mail(head);
        if (form.equals("clear")) {
            MimeMultipart whole = generator.generate(part(part));
            mail.setContent(whole, whole.getContentType());
        } else {
            MimeBodyPart whole = generator.generateEncapsulated(part(part));
            mail.setContent(whole.getContent(), whole.getContentType());
        }
        return write(mail, out);
    }

    // encrypt OUT HEAD PART CIPHER: the part, encrypted for taro.der
    private static String encrypt(String out, String head, String part, String cipher) throws Exception {
        SMIMEEnvelopedGenerator generator = new SMIMEEnvelopedGenerator();
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter().setProvider(BC);
        generator.addRecipientInfoGenerator(
            new JceKeyTransRecipientInfoGenerator(converter.getCertificate(certificate("taro.der"))).setProvider(BC));
        JceCMSContentEncryptorBuilder encryptor = new JceCMSContentEncryptorBuilder(new ASN1ObjectIdentifier(cipher));
        MimeBodyPart whole = generator.generate(part(part), encryptor.setProvider(BC).build());
        MimeMessage mail = mail(head);
        mail.setContent(whole.getContent(), whole.getContentType());
        return write(mail, out);
    }

    private static MimeMessage mail(String file) throws Exception {
        try (InputStream in = new FileInputStream(file)) {
            return new MimeMessage(Session.getInstance(new Properties()), in);
        }
    }

    private static MimeBodyPart part(String file) throws Exception {
        try (InputStream in = new FileInputStream(file)) {
            return new MimeBodyPart(in);
        }
    }

    private static String write(MimeMessage mail, String file) throws Exception {
        mail.saveChanges();
        try (OutputStream out = new FileOutputStream(file)) {
            mail.writeTo(out);
        }
        return "";
    }

    private static String hex(MimeBodyPart part) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        part.writeTo(out);
        return Hex.toHexString(out.toByteArray());
    }

    private static X509CertificateHolder certificate(String file) throws Exception {
        return new X509CertificateHolder(Files.readAllBytes(Path.of(file)));
    }

    private static PrivateKey key(String file, String kind) throws Exception {
        return KeyFactory.getInstance(kind, BC).generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(file))));
    }
}
