# 確認事項の文。名前は finding- のあとに、点をハイフンに替えた識別子。事実は { $… } に入る。

# メールの形式
finding-mime-address-dots = アドレスの @ より前に、続いた点または端の点があります。規格では認められませんが、使われていることのある形です。
finding-mime-address-group = アドレス欄がグループの形(名前: …;)で書かれています。
finding-mime-address-syntax = アドレス欄の書き方が規格に合わず、メールソフトによって別のアドレスに読まれます(種類: { $fault }、{ $byte } バイト目)。
finding-mime-bare-cr-delimiter = パートの区切りに見える行の前に、単独の CR があります。区切りとみなすソフトとみなさないソフトがあります({ $byte } バイト目)。
finding-mime-base64-junk = base64 の部分に、base64 でない文字が { $count } 個あります({ $byte } バイト目)。
finding-mime-base64-padding = base64 の終わりの印(=)の数や位置が規格と異なります({ $byte } バイト目)。
finding-mime-body-nul = 本文に値が 0 のバイトが { $count } 個あります({ $byte } バイト目)。
finding-mime-boundary-after-close = マルチパートの終わりの区切りのあとに、また区切りがあります({ $byte } バイト目)。
finding-mime-boundary-extended = パートの境界文字列が、分割または符号化された形で書かれています({ $byte } バイト目)。
finding-mime-boundary-like-line = パートの区切りと同じ文字で始まり、別の文字が続く行があります({ $byte } バイト目)。
finding-mime-boundary-missing = マルチパートに境界文字列の指定がありません({ $byte } バイト目)。
finding-mime-boundary-odd-character = 境界文字列に、規格で認められない文字(16進数で { $octet })があります({ $byte } バイト目)。
finding-mime-boundary-overlap = 入れ子のマルチパートの境界文字列が、互いに紛らわしい形です({ $byte } バイト目)。
finding-mime-boundary-too-long = 境界文字列が { $length } 文字あり、上限の 70 文字を超えています({ $byte } バイト目)。
finding-mime-boundary-trailing-space = 境界文字列が空白で終わっています({ $byte } バイト目)。
finding-mime-content-type-unreadable = Content-Type を読み取れません({ $byte } バイト目)。
finding-mime-date-unreadable = 日付(Date)を読み取れません({ $byte } バイト目)。
finding-mime-display-name-address = { $same ->
    [true] 差出人の表示名に、差出人自身のアドレスが書かれています。
   *[other] 差出人の表示名に、差出人とは別のアドレスが書かれています。
}
finding-mime-display-name-invisible = 差出人の表示名に、見えない文字または文字の向きを変える文字があります。
finding-mime-disposition-unreadable = Content-Disposition を読み取れません({ $byte } バイト目)。
finding-mime-duplicate-field = 1つだけのはずのヘッダー { $field } が、2つ以上あります({ $byte } バイト目)。
finding-mime-encoded-message = 添付のメッセージに、認められない符号化が指定されています({ $byte } バイト目)。
finding-mime-encoded-multipart = マルチパートに、認められない符号化が指定されています({ $byte } バイト目)。
finding-mime-encoding-syntax = Content-Transfer-Encoding に余分な文字があります({ $byte } バイト目)。
finding-mime-encoding-unknown = Content-Transfer-Encoding の値「{ $value }」は、規格にない値です({ $byte } バイト目)。
finding-mime-header-8bit = { $utf8 ->
    [true] ヘッダーに UTF-8 の文字がそのまま書かれています({ $byte } バイト目)。
   *[other] ヘッダーに、文字コードのわからない 8 ビットの文字があります({ $byte } バイト目)。
}
finding-mime-header-bare-cr = ヘッダーに単独の CR があります({ $byte } バイト目)。
finding-mime-header-blank-continuation = ヘッダーに空白だけの継続行があります。そこでヘッダーが終わると読むソフトがあります({ $byte } バイト目)。
finding-mime-header-leading-continuation = ヘッダーが継続行で始まっています({ $byte } バイト目)。
finding-mime-header-line-unreadable = ヘッダーの途中に、ヘッダーとして読めない行があります({ $byte } バイト目)。
finding-mime-header-nul = ヘッダーに値が 0 のバイトがあります({ $byte } バイト目)。
finding-mime-header-space-before-colon = ヘッダーの名前とコロンの間に空白があります({ $byte } バイト目)。
finding-mime-mbox-line = メールの前に、メールボックスファイルの「From 」行があります。
finding-mime-multipart-empty = マルチパートに区切りがひとつもありません({ $byte } バイト目)。
finding-mime-multipart-unclosed = { $ended_by ->
    [outer-delimiter] マルチパートに終わりの区切りがなく、外側の区切りで終わっています({ $byte } バイト目)。
   *[other] マルチパートに終わりの区切りがありません({ $byte } バイト目)。
}
finding-mime-no-mime-version = マルチパートなどの構造がありますが、MIME-Version がありません。
finding-mime-parameter-comment = パラメーターの間に注釈があります({ $byte } バイト目)。
finding-mime-parameter-duplicate = パラメーター「{ $parameter }」が2回以上書かれています({ $byte } バイト目)。
finding-mime-parameter-syntax = パラメーターの書き方が規格に合っていません({ $byte } バイト目)。
finding-mime-parameter-unquoted = パラメーター「{ $parameter }」の値に、必要な引用符がありません({ $byte } バイト目)。
finding-mime-part-missing = 区切りが2つ続いています。空のパートと読むソフトと、何もないと読むソフトがあります({ $byte } バイト目)。
finding-mime-quoted-printable-invalid = quoted-printable の書き方に合わない箇所が { $count } か所あります({ $byte } バイト目)。
finding-mime-too-many-findings = 形式についての確認事項が多いため、残りは挙げていません。

# 署名データ(CMS)
finding-cms-ber = 署名データが DER ではなく BER で書かれています。認められている形です({ $offset } バイト目)。
finding-cms-trailing-bytes = 署名データのあとに、余分なデータがあります({ $offset } バイト目)。
finding-cms-unexpected-version = { $of } の版の番号は { $found } ですが、内容からは { $expected } になるはずです。
finding-cms-empty-digest-algorithms = 署名者がいるのに、ハッシュ方式の一覧が空です。
finding-cms-digest-not-listed = 署名者のハッシュ方式 { $digest } が、一覧に載っていません。
finding-cms-no-signers = 署名データに署名者がいません。署名のないメールと同じです。
finding-cms-too-many-signers = 署名者が上限の { $limit } 名を超えています。
finding-cms-unreadable-signer = 署名者の情報を読み取れません({ $offset } バイト目: { $reason })。
finding-cms-too-many-certificates = 証明書が { $count } 通付いており、上限の { $limit } 通までを読みました。
finding-cms-too-many-crls = 失効リストが { $count } 通付いており、上限の { $limit } 通までを読みました。
finding-cms-oversized = 上限の { $limit } バイトを超える { $what ->
    [certificate] 証明書
    [recipient] 宛先の情報
   *[other] 失効リスト
}を読み飛ばしました({ $offset } バイト目)。
finding-cms-other-choice = { $what ->
    [attribute-certificate] 属性証明書
    [extended-certificate] 古い拡張形式の証明書
    [other-certificate-format] 別の形式の証明書
    [other-revocation-format] 別の形式の失効情報
   *[other] 証明書や失効リスト以外のもの
}を読み飛ばしました({ $offset } バイト目)。
finding-cms-no-signed-attributes = 署名属性がありません。署名されたものを別の内容として見せることができるため、有効とはみなしません。
finding-cms-missing-attribute = 必要な署名属性 { $attribute } がありません。
finding-cms-repeated-attribute = 1つだけのはずの署名属性 { $attribute } が、2つ以上あります。
finding-cms-attribute-value-count = 署名属性 { $attribute } の値が { $count } 個あります。1個でなければなりません。
finding-cms-unreadable-attribute = 署名属性 { $attribute } を読み取れません。
finding-cms-misplaced-attribute = 署名属性 { $attribute } は、ここに置けないものです。
finding-cms-content-type-mismatch = 署名された内容の種類({ $signed })と、実際の種類({ $actual })が異なります。
finding-cms-content-changed = 内容のハッシュ値({ $digest })が、署名されたときの値と異なります。
finding-cms-bad-signature = 署名の値が、署名者の鍵と合いません。
finding-cms-attributes-not-der = 署名属性の並びが、規格の決める形(DER)ではありません。
finding-cms-non-minimal-length = 必要より多いバイト数で書かれた長さがあります。認められている形です({ $offset } バイト目)。
finding-cms-attributes-signed-as-received = 署名属性が、規格の決める形(DER)ではないまま署名されています。この署名を不正とみなすソフトがあります。
finding-cms-signing-time-form = 署名日時の書き方が、規格の決める形ではありません。
finding-cms-countersignature = { $outcome ->
    [good] この署名には、別の署名者による副署(countersignature)があり、検証できました。
    [flawed] この署名には、別の署名者による副署(countersignature)があり、計算は合いますが、規格に合っていません。
    [bad] この署名に付いている副署(countersignature)は、計算が合いません。
    [unverifiable] この署名に付いている副署(countersignature)は、検証できませんでした。
   *[unreadable] 副署(countersignature)を読み取れません。
}
finding-cms-too-many-countersignatures = 副署が { $limit } 個より多くあります。残りは検証していません。
finding-cms-time-stamp = タイムスタンプが { $count } 個付いています。検証はしていません。
finding-cms-algorithm-protection-mismatch = 署名された方式の記載({ $signed })と、実際の方式({ $actual })が異なります。
finding-cms-signing-certificate-mismatch = 署名の中で指定された証明書と、署名者の証明書が異なります。
finding-cms-signing-certificate-unchecked = 署名の中で指定された証明書を、照合できませんでした(ハッシュ方式 { $hash })。
finding-cms-weak-digest = { $tolerated ->
    [true] 古いハッシュ方式 { $digest } が使われています。指定により受け入れました。
   *[other] 古いハッシュ方式 { $digest } が使われています。今日では署名の保護になりません。
}
finding-cms-unsupported-digest = ハッシュ方式 { $digest } は、このプログラムでは計算できません。
finding-cms-unsupported-signature = 署名方式 { $algorithm } は、このプログラムでは計算できません。
finding-cms-key-mismatch = 証明書の鍵と署名方式が合いません({ $reason })。
finding-cms-digest-mismatch = ハッシュ方式 { $digest } と署名方式 { $signature } が合いません。
finding-cms-no-signer-certificate = 署名者の証明書が、メールの中にも手元にもありません。
finding-cms-aead-in-enveloped = 暗号方式 { $cipher } が、確認用の値を置く場所のない形式で使われています。内容は復号しません。
finding-cms-cipher-without-tag = 暗号方式 { $cipher } には、この形式に必要な確認用の値がありません。内容は復号しません。
finding-cms-unauthenticated-cipher = 内容は { $cipher } で暗号化されています。途中で変わっていないかは、この方式では確認できません。
finding-cms-weak-cipher = 内容は古い方式 { $cipher } で暗号化されています。今日では内容の保護になりません。
finding-cms-unsupported-cipher = 暗号方式 { $cipher } は、このプログラムでは復号できません({ $reason })。
finding-cms-icv-default = 確認用の値の長さが省略されており、{ $length } バイトを意味します。この形を復号できないソフトがあります。
finding-cms-no-encrypted-content = 暗号化された内容がメールの中にありません。
finding-cms-no-recipients = 暗号化メールに、宛先の情報がありません。
finding-cms-too-many-recipients = 暗号化の宛先が { $count } 件あり、上限の { $limit } 件までを読みました。
finding-cms-unreadable-recipients = 暗号化の宛先の情報のうち { $count } 件を読み取れません({ $offset } バイト目: { $reason })。
finding-cms-other-recipients = 暗号化の宛先の情報のうち { $count } 件は、このプログラムでは復号に使えない方式 { $name } です。
finding-cms-repeated-recipient = 暗号化の宛先に、同じもの({ $recipient })が2つ以上あります。最初の1つを使います。
finding-cms-unreadable-attributes = 暗号化された内容のあとの属性を読み取れません({ $offset } バイト目: { $reason })。
finding-cms-authenticated-not-der = 認証付き属性の並びが、規格の決める形(DER)ではありません。
finding-cms-authenticated-type-differs = 認証付き属性に書かれた内容の種類({ $covered })が、内容の種類({ $actual })と異なります。
finding-cms-several-signer-certificates = 署名者の指定に当てはまる証明書が { $count } 通あります。鍵の合うものを使いました。
finding-cms-p12-no-mac = PKCS#12 ファイルに改ざんを検出する値(MAC)がありません。一部が差し替えられていても分かりません。
finding-cms-p12-weak-key-protection = { $protection ->
    [none] PKCS#12 ファイルの中の秘密鍵は暗号化されていません。ファイルを手に入れた人は鍵を使えます。
   *[other] PKCS#12 ファイルの中の秘密鍵は { $protection } で暗号化されています。この方式ではもう秘密を守れません。
}
finding-cms-p12-password-form = この PKCS#12 ファイルは { $by } の方式のパスワードで開きました。ほかのソフトウェアではパスワードが違うと表示されることがあります。新しいソフトウェアで書き出し直してください。

# 証明書
finding-pki-address-folded = 差出人 { $from } と証明書のアドレス { $certificate } は、大文字と小文字の違いを除いて一致しています。
finding-pki-address-in-subject = メールアドレス { $address } は、証明書の名義の欄にだけ書かれています。
finding-pki-address-mismatch = 差出人は { $from }、証明書のアドレスは { $certificate } です。
finding-pki-address-missing = 証明書にメールアドレスがありません。
finding-pki-address-unusable = 証明書のアドレス「{ $address }」は、照合に使えません({ $problem })。
finding-pki-anchor-not-for-email = ルート証明書は、電子メール用として信頼されていません({ $because })。
finding-pki-root-limited = { $state ->
    [disabled] ルート証明書一覧 { $list } で、ルート証明書「{ $root }」は無効化されています。以前に署名されたメールにも影響します({ $attribute }: { $value })。
    [not-before] ルート証明書一覧 { $list } で、ルート証明書「{ $root }」は、指定日より後に発行された証明書を対象外としています({ $attribute }: { $value })。
    [distrust-after] ルート証明書一覧 { $list } で、ルート証明書「{ $root }」は、指定日より後に発行された電子メール用の証明書を対象外としています({ $attribute }: { $value })。
    [disallowed] ルート証明書一覧 { $list } で、ルート証明書「{ $root }」は使用を禁止されています({ $attribute }: { $value })。
   *[email-off] ルート証明書一覧 { $list } で、ルート証明書「{ $root }」の利用目的に「電子メールの保護」がありません({ $attribute }: { $value })。
}
finding-pki-forbidden = { $state ->
    [disallowed] ルート証明書一覧 { $list } で、証明書「{ $certificate }」(シリアル番号 { $serial })は使用を禁止されています。この証明書を通るパスは使えません({ $attribute }: { $value })。
   *[other] ルート証明書一覧 { $list } で、証明書「{ $certificate }」(シリアル番号 { $serial })は電子メール用の対象外です。この証明書を通るパスは使えません({ $attribute }: { $value })。
}
finding-pki-authority-key-mismatch = 証明書に書かれた発行者の鍵の識別子が、発行者の証明書と異なります。
finding-pki-budget-cut = 証明書のパスの探索を、上限({ $limit })で終えました。
finding-pki-check-not-made = 検査のひとつを、上限({ $limit })のため行えませんでした。
finding-pki-crl-unusable = 「{ $issuer }」の失効リストは、この証明書の確認に使えませんでした({ $because })。
finding-pki-duplicate-extension = 証明書の拡張「{ $extension }」が2つ以上あります。
finding-pki-expired = 証明書の有効期限は { $not_after } で、判定の日時({ $at })より前です。
finding-pki-extended-key-usage = 証明書の利用目的に{ $needed }がありません(記載: { $present ->
    [none] なし
   *[other] { $present }
})。
finding-pki-extensions-before-version-3 = 証明書のバージョンは { $version } ですが、バージョン 3 にだけ認められる拡張があります。
finding-pki-from-unusable = 差出人「{ $from }」は、照合に使えません({ $problem })。
finding-pki-issuer-empty = 証明書に発行者の名前がありません。
finding-pki-issuer-name-mismatch = 証明書の発行者「{ $issuer }」と、次の証明書の名義「{ $next }」が異なります。
finding-pki-issuer-not-found = 発行者「{ $issuer }」の証明書が見つかりません。
finding-pki-key-usage = 証明書の鍵の用途に{ $needed }がありません(記載: { $present ->
    [none] なし
   *[other] { $present }
})。
finding-pki-malformed-extension = 証明書の拡張「{ $extension }」を読み取れません({ $problem })。
finding-pki-misplaced-extension = 証明書の拡張「{ $extension }」は認証局の証明書だけに認められるものですが、これは認証局の証明書ではありません。
finding-pki-name-constraint-unsupported = パスの認証局が証明できる名前には制限があり、「{ $form }」はその制限と照合できないため、受け入れません。
finding-pki-name-excluded = 名前「{ $name }」は、パスの認証局に禁じられた範囲「{ $constraint }」に入っています。
finding-pki-name-not-permitted = 名前「{ $name }」は、パスの認証局に許された範囲に入っていません。
finding-pki-not-ca = ほかの証明書を発行していますが、認証局の証明書ではありません(証明書のバージョン { $version })。
finding-pki-not-yet-valid = 証明書の有効期間は { $not_before } からで、判定の日時({ $at })より後です。
finding-pki-ocsp-unusable = OCSP サーバー「{ $responder }」の応答は、この証明書の確認に使えませんでした({ $because })。
finding-pki-on-hold = 証明書は { $since } から効力が一時停止されています({ $kind ->
    [ocsp] OCSP の応答: 「{ $by }」、{ $updated }
    [delta-crl] 差分の失効リスト: 「{ $by }」、{ $updated }
   *[crl] 失効リスト: 「{ $by }」、{ $updated }
})。のちに解除されることがあります。
finding-pki-path-length = 証明書によると、この認証局の下に置ける認証局は { $allowed } 段までですが、このパスには { $present } 段あります。
finding-pki-path-loop = 手元にある発行者「{ $issuer }」の証明書をたどると、すでに通った証明書に戻ってしまいます。
finding-pki-policy-mapping-any = 証明書ポリシーの対応付けに anyPolicy が使われています。規格では認められません。
finding-pki-policy-not-processed = パスの証明書にある証明書ポリシーの数が処理の上限を超えるため、どのポリシーも満たされないものとみなします。
finding-pki-policy-required = 判定の設定またはパスの認証局が証明書ポリシーを求めていますが、パス全体を通して認められるポリシーがありません。
finding-pki-revocation-not-checked = { $demanded ->
    [true] 証明書が失効しているかどうかを確認できません。失効リストも OCSP の応答も手元になく、設定では確認が必要とされています。
   *[other] 証明書が失効しているかどうかは、確認していません。
}
finding-pki-revocation-unknown = 証明書の失効の確認ができませんでした({ $because })。
finding-pki-revoked = 証明書は { $since } に失効しています(理由: { $reason }、{ $kind ->
    [ocsp] OCSP の応答: 「{ $by }」、{ $updated }
    [delta-crl] 差分の失効リスト: 「{ $by }」、{ $updated }
   *[crl] 失効リスト: 「{ $by }」、{ $updated }
})。
finding-pki-revoked-after-signing = { $proven ->
    [true] 証明書は { $since } に失効していますが、それより前の { $signed } にはすでに署名されていたことを確認できました
   *[other] 証明書は { $since } に失効しています。署名に書かれた日時 { $signed } は失効より前ですが、署名者の申告であり、裏付けはありません
}(理由: { $reason }、{ $kind ->
    [ocsp] OCSP の応答: 「{ $by }」、{ $updated }
    [delta-crl] 差分の失効リスト: 「{ $by }」、{ $updated }
   *[crl] 失効リスト: 「{ $by }」、{ $updated }
})。{ $accepted ->
    [true] 署名は今も有効とみなします。
   *[other] 署名は有効とみなしません。
}
finding-pki-self-signed-not-anchor = 証明書は自分自身の鍵で署名されたもので、信頼するルート証明書に入っていません。
finding-pki-serial-not-conforming = 証明書のシリアル番号 { $serial } は、規格で認められる形(正の数、20バイト以内)ではありません。
finding-pki-signature-algorithm-mismatch = 証明書の2か所に書かれた署名方式が異なります。
finding-pki-signature-bad = 証明書に付いた発行者の署名が、発行者の鍵と合いません。
finding-pki-unknown-critical-extension = 証明書に、必ず処理するよう指定された拡張「{ $extension }」がありますが、このプログラムは対応していません。
finding-pki-unsupported-algorithm = 証明書の方式 { $algorithm } は、このプログラムでは計算できません。
finding-pki-weak-algorithm = { $accepted ->
    [true] 証明書の署名に古い方式 { $algorithm } が使われています。指定により受け入れました。
   *[other] 証明書の署名に古い方式 { $algorithm } が使われています。
}
finding-pki-weak-key = { $accepted ->
    [true] 証明書の鍵は { $bits } ビットです。指定により受け入れました。
   *[other] 証明書の鍵は { $bits } ビットで、短すぎます。
}

# メール全体
finding-smime-from-missing = 差出人(From)がありません。
finding-smime-from-repeated = 差出人(From)の欄が { $count } 個あります。1個でなければ、どれが差出人かを決められません。
finding-smime-from-not-one = 差出人(From)のアドレスが { $count } 個あります。署名と照合できるのは、1個のときだけです。
finding-smime-from-ambiguous = 差出人(From)「{ $text }」は、メールソフトによって読み方が変わります。
finding-smime-sender-only = 署名者は Sender の { $sender } です。差出人(From)ではないため、一致とはみなしません。
finding-smime-not-mail = メールのヘッダーがありません。
finding-smime-not-whole = メールの一部だけで、差出人や宛先のヘッダーがありません。
finding-smime-cut-off = メールが途中で終わっています。
finding-smime-lone-file = メールから取り出した S/MIME のデータだけです。
finding-smime-content-missing = 署名の対象となる内容がありません。
finding-smime-signature-missing = 署名付きメールの形をしていますが、署名のパートがありません。
finding-smime-other-signature = S/MIME ではない署名(「{ $protocol }」)が付いています。検証していません。
finding-smime-other-encryption = S/MIME ではない方式(OpenPGP など)で暗号化されています。
finding-smime-protocol-differs = 署名の種類の記載が「{ $declared }」ですが、実際は S/MIME の署名です。
finding-smime-part-count = 署名付きメールのパートは2つのはずですが、{ $count } つあります。余分なパートは署名の対象外です。
finding-smime-type-differs = 種類の記載は「{ $declared }」ですが、実際は「{ $found }」です。
finding-smime-micalg-differs = ハッシュ方式の記載は「{ $declared }」ですが、署名に使われているのは「{ $found }」です。
finding-smime-text-before = 最初のパートの前に { $bytes } バイトの文字があります。メールソフトには表示されません。
finding-smime-text-after = 最後のパートのあとに { $bytes } バイトの文字があります。メールソフトには表示されません。
finding-smime-stray-signature = パート { $part } は署名のファイルですが、署名として働く位置にありません。
finding-smime-part-only = 署名の対象は、{ $part ->
    [0] メールの一部
   *[other] パート { $part }{ " " }
}だけです。ほかの部分は、だれが書いたかを確かめられません。
finding-smime-attached-message = 添付のメッセージ(パート { $part })に、署名または暗号化があります。このメールの署名ではありません。
finding-smime-certificates-only = 証明書だけが { $count } 通付いています。
finding-smime-content-twice = { $same ->
    [true] 署名のファイルの中に、本文と同じ内容がもう一度入っています。
   *[other] 署名のファイルの中に、本文とは別の内容が入っています。署名はその内容に対するもので、見えている本文に対するものではありません。
}
finding-smime-canonical-line-ends = 改行を規格の形(CRLF)にそろえると、署名と一致します。保存や配送のときに改行が変わったとみられます。
finding-smime-no-key = 暗号化されており、復号する鍵がありません。
finding-smime-undecryptable = 復号できませんでした。鍵が合わないか、暗号化されたときの状態ではありません。
finding-smime-encrypted-part = パート { $part } だけが暗号化され、ほかのパートと並んでいます。このようなパートは復号しません。
finding-smime-fetches = 復号した内容は、表示するとすぐに外部から何かを読み込みます。変更されていないことは確認できません。メールソフトに外部のコンテンツを読み込ませないでください。
finding-smime-compressed = 圧縮されたデータです。
finding-smime-other-content = メールでは使われない種類のデータ({ $content })です。
finding-smime-certificate-unreadable = 付いている証明書の1通を読み取れません({ $why })。
finding-smime-revocation-list-unreadable = 付いている失効リストの1通を読み取れません({ $why })。
finding-smime-unreadable = データを読み取れません({ $why })。
finding-smime-too-many-layers = 署名や暗号化の重なりが上限({ $limit })を超えているため、その先は開いていません。
finding-smime-too-many-signers = 署名者が全部で { $count } 名おり、上限の { $limit } 名を超えています。
finding-smime-inner-header = 署名された部分の中に、メールのヘッダー({ $names })があります。判定には使っていません。
finding-smime-protected-from = 差出人(From)は、外側では「{ $outer }」、保護された内側では「{ $inner }」です。
finding-smime-header-differs = { $name } は、外側では「{ $outer }」、保護された内側では「{ $inner }」です。
finding-smime-header-added = { $name }(「{ $value }」)は、保護されたヘッダーの中にありません。配送の途中で加えられた可能性があります。
finding-smime-protection-differs = ヘッダーは、{ $declared ->
    [encrypted] 暗号化するメール
   *[other] 署名だけのメール
}として保護されていますが、このメールは{ $actual ->
    [encrypted] 暗号化されています。署名者ではない人が、別の受信者に宛てて暗号化した可能性があります
   *[other] 署名だけです
}。
finding-smime-signing-time-far = 署名に書かれた日時({ $signed })が、メールの日付({ $date })から離れています。
finding-smime-signing-time-ahead = 署名に書かれた日時({ $signed })が、判定の日時より後です。
finding-smime-time-stamp = 「{ $authority }」のタイムスタンプにより、{ $time } には署名がすでにあったことを確認できました。
finding-smime-time-stamp-unusable = { $time } と書かれたタイムスタンプ(発行元: { $named ->
    [true] 「{ $authority }」
   *[other] 不明
})は、判定に使えませんでした({ $because })。
finding-smime-time-stamp-unreadable = タイムスタンプを読み取れません({ $why })。
finding-smime-too-many-time-stamps = タイムスタンプが { $count } 個付いており、上限の { $limit } 個までを検証しました。
finding-smime-expired-since = 証明書の有効期限は { $not_after } に切れましたが、{ $by ->
    [received] 受信の記録によると、期限内の { $proven } には署名がすでにありました
   *[time-stamp] タイムスタンプにより、期限内の { $proven } には署名がすでにあったことを確認できました
}。判定はその日時を基準にしました。
finding-smime-good-when-received = 受信の記録によると、メールは { $received } に受信されました。その時点では証明書は有効でした。
finding-smime-no-path = 信頼するルート証明書につながるパスがありません(試したパスの数: { $tried })。
