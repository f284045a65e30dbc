# 判定と四つの部分の文。見出しと用語は用語集の3節・4節のとおり。

# 見出し
heading-valid = 署名は有効です
heading-altered = 署名と内容が一致しません
heading-unsigned = 電子署名はありません
heading-undecryptable = このメールを復号できません
heading-unreadable = メールの形式を読み取れません
heading-incomplete = これだけでは判定できません
heading-untrusted-address = 差出人と署名者が一致しません
heading-untrusted-address-none = 署名者のメールアドレスを確認できません
heading-untrusted-from = 差出人をひとつに決められません
heading-untrusted-revoked = 証明書は失効しています
heading-untrusted-part = 署名はメールの一部だけに付いています
heading-untrusted-ambiguous = メールソフトによって読み方が変わるメールです
heading-untrusted-unverifiable = 署名を計算で確かめられませんでした
heading-untrusted-purpose = この環境では、証明書が電子メール用として信頼されていません
heading-untrusted-no-path = 証明書の発行元をたどれません
heading-untrusted-not-yet = 証明書の有効期間がまだ始まっていません
heading-untrusted-expired-received = 証明書の有効期限が切れています(受信したときは有効でした)
heading-untrusted-expired = 証明書の有効期限が切れています
heading-untrusted-weak = 古い方式の署名です
heading-untrusted-form = 署名が規格の決まりに合っていません
heading-untrusted-revocation = 失効の確認ができませんでした
heading-untrusted-other = 署名が有効かどうかを確認できませんでした

# 短い印
badge-valid = 有効
badge-untrusted = 要確認
badge-altered = 不一致
badge-unsigned = 署名なし
badge-undecryptable = 復号不可
badge-unreadable = 読取不可
badge-incomplete = 判定不可

# 四つの部分
part-known = わかったこと
part-unknown = わからないこと
part-clients = メールソフトでの表示
part-todo = できること
part-basis = 判定の基準
part-signer = 署名者の証明書
part-findings = 確認事項
part-nothing = 特にありません。

# わかったこと
known-signed-by = このメールは { $address } の電子証明書(証明書)で署名されています。
known-signed-by-claim = このメールには署名があり、その電子証明書(証明書)には { $address } と書かれています。
known-signed-by-name = このメールは「{ $subject }」名義の電子証明書(証明書)で署名されています。証明書にメールアドレスはありません。
known-signed-by-unknown = このメールには署名がありますが、署名者の証明書が見つかりません。
known-match = 差出人のアドレスと署名者のアドレスは一致しています。
known-match-claim = 差出人のアドレスは、証明書に書かれたアドレスと同じです。
known-mismatch = 差出人は { $from }、署名者は { $certificate } です。
known-intact = 本文と添付ファイルは、署名されたときから変わっていません。
known-intact-part = 署名が付いている部分は、署名されたときから変わっていません。
known-intact-sealed = 署名が付いている暗号化されたデータは、署名されたときから変わっていません。
known-fits = 内容は、計算の上では署名されたときのものと一致しています。
known-altered = このメールには署名がありますが、届いた内容は署名されたときと異なります。どこが変わったかは特定できませんでした。
known-altered-by = このメールには { $address } の署名がありますが、届いた内容は署名されたときと異なります。どこが変わったかは特定できませんでした。
known-altered-claim = このメールには、{ $address } と書かれた証明書による署名がありますが、届いた内容は署名されたときと異なります。どこが変わったかは特定できませんでした。
known-altered-other = このメールには署名がありますが、署名されたのは見えている本文ではありません。署名のファイルの中に、本文とは別の内容が入っています。
known-altered-other-claim = このメールには、{ $address } と書かれた証明書による署名がありますが、署名されたのは見えている本文ではありません。署名のファイルの中に、本文とは別の内容が入っています。
known-altered-detached = この署名は、一緒に示された内容に対するものではありません。どこが異なるかは特定できませんでした。
known-signers = 署名者は { $count } 名です({ $names })。
known-signer-unknown = 証明書のない署名者
known-identity-organization = 証明書の名義は「{ $subject }」で、認証局「{ $issuer }」が組織の実在を確認して発行したものです(企業認証)。
known-identity-sponsor = 証明書の名義は「{ $subject }」で、認証局「{ $issuer }」が、所属する組織を通じて確認して発行したものです(個人(組織所属))。
known-identity-individual = 証明書の名義は「{ $subject }」で、認証局「{ $issuer }」が本人を確認して発行したものです(個人)。
known-identity-mailbox = 証明書で確認されているのはメールアドレスだけです。組織名や氏名は、認証局による確認の対象ではありません(メールアドレス認証)。
known-inner = 内側に、{ $address } と書かれた証明書による署名もあります。判定は、外側の署名によるものです。
known-identity-unknown = 証明書の名義は「{ $subject }」、発行者は「{ $issuer }」です。名義を認証局がどのように確認したかは、証明書に書かれていません。
known-unsigned = このメールには署名がありません。
known-certificates = 証明書だけが { $count } 通付いています。署名ではありません。
known-encrypted = このメールは暗号化されています。
known-encrypted-inside = 署名の内側は暗号化されています。
known-decrypted = 暗号化されていたので、ここで復号しました。
known-decrypted-unsigned = 暗号化されていましたが、だれが書いたかの確認にはなりません。受信者に宛てた暗号化は、だれにでもできます。
known-header-protected = 次のヘッダーも署名の対象に含まれています: { $names }。
known-header-signed = 署名されたヘッダーでは、{ $to ->
    [none] 宛先の記載がありません
   *[other] 宛先は { $to } です
}{ $date ->
    [none] { "" }
   *[other] (日付: { $date })
}。
known-not-mail = 渡されたデータは、メールとして読める形になっていません。
known-broken = 署名または暗号化のデータがありますが、読み取れませんでした。
known-compressed = 圧縮された形式のデータがありますが、開けませんでした。
known-lone-signature = 渡されたのは署名のファイルだけです。
known-lone-file = 渡されたのは、メールから取り出した S/MIME のデータだけです。
known-lone-certificate = 証明書の名義は「{ $subject }」、発行者は「{ $issuer }」、署名者の証明書のシリアル番号は { $serial } です。
known-detached-fits = 署名と、一緒に示された内容は一致しています。
known-fragment = 渡されたのはメールの一部で、差出人などを示すヘッダーがありません。
known-cut-off = 渡されたメールは途中で終わっています。
known-pasted = 渡されたのは、メールソフトの画面から写した文字です。メールソフトは表示のときに内容を書き換えるため、変更のないメールでも、写した文字では署名と一致しなくなります。
known-pasted-unsigned = 渡されたのは、メールソフトの画面から写した文字です。この中に署名は見つかりませんでした。ソースを表示するときに、署名を省くメールソフトもあります。
known-old-mail = 古いメールではよくある表示です。
known-second-part = 署名の対象外の部分があります。

# わからないこと
unknown-header = 件名・宛先・日付は、この署名の対象に含まれていません。リンク先や用件が正しいかどうかも、署名ではわかりません。
unknown-header-protected = リンク先や用件が正しいかどうかは、署名ではわかりません。
unknown-revocation = 証明書が失効しているかどうかは、失効リストが手元にないため確認していません。
unknown-revocation-failed = 失効の確認ができませんでした。
unknown-encrypted-inside = 暗号化された内容は、復号するまでわかりません。
unknown-which-content = どちらが送信元の書いた内容か、どこで入れ替わったかは、このメールだけでは判断できません。
unknown-who-changed = 配送の途中で自動的に加えられたのか、だれかが書き換えたのかは、このメールだけでは判断できません。
unknown-received = 受信した日時は、指定された記録によります。メールだけでは確認できません。
unknown-signed-then = 署名したときに有効だったかは、このメールだけでは確認できません。
unknown-unsigned = 署名がないことだけでは、差出人が本人かどうかはわかりません。もともと署名がなかったのか、配送の途中で外れたのかも、このメールだけではわかりません。
unknown-encrypted = 内容と、内側に署名があるかどうかは、復号するまでわかりません。
unknown-unreadable = 署名があるかどうか、だれが送ったかは、このままではわかりません。
unknown-lone = この署名がどの本文に付いていたか、本文が変わっていないかは、署名のファイルだけではわかりません。
unknown-detached = だれがだれに送ったメールの内容かは、ファイルだけではわかりません。
unknown-fragment = 差出人と署名者が一致するか、内容がそろっているかは、一部だけではわかりません。
unknown-pasted = メールそのものが署名されたときのままかどうかは、写した文字からはわかりません。
unknown-untrusted = この署名の署名者がだれであるかは、ここに挙げた理由により確認できませんでした。
unknown-no-address = 差出人と署名者が同じかどうかは、証明書にメールアドレスがないため確認できませんでした。
unknown-other-parts = 署名の対象外の部分をだれが書いたかはわかりません。
unknown-why-mismatch = 差出人と署名者が異なる理由は、このメールだけではわかりません。配信を委託している場合もあります。

# メールソフトでの表示
clients-not-examined = メールソフトごとの表示は、kakitome explain で確認できます。
clients-no-signature = 署名の表示はありません。

# できること
todo-recipient = 受信者の方: { $text }
todo-sender = 送信元の方: { $text }
todo-valid = 特にありません。入力や支払いを求める内容のときは、ふだんお使いの公式サイトやアプリからお進みください。
todo-ask = この内容をもとに手続きをする前に、送信元にお確かめください。電話で確かめるときは、このメールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。
todo-sender-altered = 署名したあとでフッターの追加や文字コードの変換をしている装置がないか、お調べください。
todo-sender-address = 差出人のアドレスが入った証明書で署名してください。差出人は1つのアドレスだけにし、表示名にほかのアドレスを書かないでください。
todo-sender-chain = 中間CA証明書を署名に含めると、解消する場合があります。
todo-sender-renew = 有効期間内の証明書で署名してください。
todo-sender-whole = 署名したあとで、メーリングリストなどがフッターや添付を加えていないか、お調べください。
todo-sender-strong = SHA-256 以上の方式で署名してください。
todo-sender-standard = 署名に使うソフトの設定と更新をお調べください。
todo-sender-root = 原因はメールではなく、ルート証明書の扱いです。別のルート証明書に行き着くパスで署名できるか、認証局にお問い合わせください。
todo-sender-purpose = 「電子メールの保護」を利用目的に含む証明書で署名してください。
todo-private = 社内用の認証局(プライベート認証局)の証明書の場合は、そのルート証明書を指定して検証し直してください。指定すると、その認証局が発行する証明書をすべて信頼することになります。
todo-unsigned = リンクを開かず、公式サイトやアプリから手続きの有無をお確かめください。
todo-encrypted = 宛先になっている方の秘密鍵がある環境で開いてください。
todo-whole = メールのファイル(.eml)をそのまま保存し直して、渡してください(転送や貼り付けでは、署名の対象が変わります)。
todo-roots = 信頼するルート証明書がひとつも指定されていないため、発行元を確かめていません。指定して検証し直すと、判定が変わる場合があります。指定すると、その認証局が発行する証明書をすべて信頼することになります。

# 判定の基準
basis = 指定されたルート証明書 { $roots } 通、判定の日時 { $at }。失効の確認: { $revocation }
basis-received = 受信した日時: { $value }(指定された記録による)
revocation-good = 失効していません。
revocation-revoked = 失効の記録があります。
revocation-unknown = 失効の確認ができませんでした。
revocation-not-checked = 確認していません。

# 証明書
signer-number = 署名者 { $number }
certificate-subject = 名義: { $value }
certificate-issuer = 発行者: { $value }
certificate-serial = シリアル番号: { $value }
certificate-validity = 有効期間: { $from } から { $until } まで
certificate-sha256 = SHA-256 の拇印: { $value }
certificate-addresses = メールアドレス: { $value }
signer-time = 署名に書かれた日時: { $value }(署名者の申告です)
signer-time-stamp = タイムスタンプ: { $value }({ $authority })。{ $proves ->
    [yes] 署名は遅くともこのときまでにありました。
   *[no] 検証できなかったため、判定には使っていません。
}
signer-judged-as-of = 判定の時点: { $value }(タイムスタンプまたは受信の記録による)
signer-path = 証明書のパス: { $value }
signer-revocation = 「{ $subject }」の失効の確認: { $status ->
    [good] 失効していません
   *[other] 失効しています
}({ $kind ->
    [ocsp] OCSP の応答「{ $by }」、{ $updated } 現在
    [delta-crl] 差分の失効リスト「{ $by }」、{ $updated } 現在
   *[crl] 失効リスト「{ $by }」、{ $updated } 現在
}、{ $age }前)
age-days = { $count } 日
age-hours = { $count } 時間
age-minutes = { $count } 分

# 確認事項の一行
finding-line = [{ $badge }] { $text } ({ $where }、{ $source }、{ $id })
severity-error = 要対応
severity-warning = 注意
finding-apart = { $text }この判定には使っていません。
severity-note = 参考
told-of-certificate = 証明書「{ $subject }」について: { $text }
place-message = メール全体
place-field = ヘッダー { $name }
place-part = パート { $part }
place-layer = 層 { $number }
place-signer = 署名者 { $number }
place-time-stamp = 署名者 { $number }、タイムスタンプ { $stamp }
place-time-stamp-certificate = 署名者 { $number }、タイムスタンプ { $stamp }、証明書のパスの { $at } 番目
place-certificate = 署名者 { $number }、証明書のパスの { $at } 番目
source-limit = Kakitome の上限

# パスの図
tree-no-signer = 署名者がいないため、証明書のパスはありません。
tree-signer = 署名者 { $number }: { $subject }
tree-signer-unknown = 署名者 { $number }: 証明書が見つからないため、パスはありません。
tree-time-stamp = タイムスタンプ { $number }: { $time }、{ $authority }
tree-unknown = 不明
tree-path = パス { $number }: { $fate ->
    [accepted] 採用しました
    [good] これも有効です(別のパスを採用しました)
    [refused] 採用できません
   *[broken] ルート証明書に届きません
}
tree-certificate = { $subject }
tree-root = { $subject } ← 指定されたルート証明書
tree-revocation = 失効の確認: { $status }
tree-finding = [{ $badge }] { $text } ({ $source }、{ $id })
