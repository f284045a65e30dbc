# encrypt と people の文。

## encrypt
encrypt-already = { $file } は、すでに暗号化されています
encrypt-none-known = { $who }: 暗号化に使う証明書がありません
encrypt-unusable = { $who }: { $subject } の証明書では暗号化しません: { $why }
encrypt-why-unknown = 証明書が登録されていません。
encrypt-why-waiting = これまでと異なる鍵で、まだだれも確認していません
encrypt-why-key = 暗号化に使える鍵ではありません({ $why })
encrypt-refused = 暗号化せず、何も書き出しませんでした。受信者 { $of } 件のうち { $count } 件に使える証明書がありません: { $all }
encrypt-refused-hint = kakitome people import ファイル で証明書を登録するか、--cert で指定するか、ほかの受信者だけに送ってください
encrypt-no-certificate = { $file }: 証明書が入っていません
encrypt-nobody = 受信者が指定されていません
encrypt-nobody-hint = --to、--bcc、--cert のいずれかで受信者を指定してください
encrypt-field-unclear = { $field } 欄の受信者が、メールソフトによって異なって読み取られます
encrypt-several = 書き出すメールは { $count } 通ですが、標準出力には1通しか書けません(Bcc の受信者には1人に1通を作ります)
encrypt-several-hint = --out で書き出すフォルダーを指定してください
encrypt-failed = 暗号化できませんでした: { $why }
encrypt-no-copy = { $sender } は送信済みの控えを復号できません。送信者の証明書が手元にないためです
encrypt-left-out = To または Cc にありますが、次の受信者は復号できません: { $all }

## people
people-no-address = { $file }: メールアドレスのある証明書が入っていません
people-no-address-hint = 認証局ではなく、相手の方の証明書を指定してください
people-kept = { $address }: { $subject } の証明書を登録しました。有効期限 { $to }、SHA-256 の拇印 { $sha256 }
people-kept-known = { $address }: { $subject } の証明書は登録済みです。有効期限 { $to }、SHA-256 の拇印 { $sha256 }
people-none = 登録された相手の証明書はありません。
people-unknown = { $address }: 登録された証明書がありません
people-unknown-hint = kakitome people list で一覧を表示します
people-forgotten = { $address }: 証明書 { $count } 件の登録を消しました
people-line = { $address }: { $state }、{ $trust }、有効期限 { $to }
people-state-usable = 使えます
people-state-review = 確認待ち(鍵が変わりました)
people-state-expired = 期限切れ
people-state-not-yet = 有効期間前
people-trust-imported = 手動で登録
people-trust-directory = 証明書検索で取得
people-trust-harvested = 署名付きメールから登録
people-certificate =
    { $subject }: { $state }
      発行者: { $issuer }
      シリアル番号: { $serial }
      SHA-256 の拇印: { $sha256 }
      有効期間: { $from } から { $to } まで
      入手元: { $trust }、最初の確認 { $first }、最後の確認 { $last }
      復号できる方式: { $reads }
      署名付きメールでの最後の指定: { $asked }
people-never-asked = なし

## ポリシー
policy-area-digest = 署名のハッシュ関数
policy-area-signature = 署名の方式
policy-area-cipher = 内容の暗号化方式
policy-area-key = 受信者に鍵を渡す方式
policy-area-key-file = 鍵ファイル
policy-line = { $name }: { $written }。{ $read }
policy-rule = { $source }({ $date } 時点)
policy-written-yes = 送信に使います
policy-written-where-known = 復号できると分かっている相手にだけ使います
policy-written-fallback = 相手が、通常の方式に対応せず、この方式に対応しているときに使います
policy-written-asked = 指定されたときに使います
policy-written-no = 送信には使いません
policy-read-yes = 受信したものを読みます
policy-read-weak = 受信したものを読み、弱い方式であることを示します
policy-read-refused = 説明のために読みますが、有効とは判定しません
policy-read-no = 名前を示すだけで、読みません
policy-values = 判定に使う値
policy-value-match-from = 署名者の証明書に差出人のアドレスがあることを求める: { $value }
policy-value-allow-part = メールの一部だけの署名を有効とする: { $value }
policy-value-canonical-line-ends = 改行を標準の形にそろえると一致する内容を、確認事項を添えて有効とする: { $value }
policy-value-weak-digests-count = SHA-1 や MD5 の署名を有効とする: { $value }
policy-value-signing-time-tolerance = 署名日時と Date のずれを示さない範囲(秒): { $value }
policy-value-received-proves = ご自分の受信記録を、署名がその時にあったことの証明とする: { $value }
policy-value-min-rsa-bits = 有効とする RSA 鍵の最小の長さ(ビット): { $value }
policy-value-certificates-sha1 = SHA-1 で署名された証明書を有効とする: { $value }
policy-value-certificates-md5 = MD5 で署名された証明書を有効とする: { $value }
policy-value-any-purpose-is-email = 用途を限定しない証明書を電子メール用に使えるとする: { $value }
policy-value-purpose-chaining = 下位の証明書の用途を制限する証明書の範囲: { $value }
policy-value-subject-address = ほかにないとき、サブジェクトのアドレスを有効とする: { $value }
policy-value-fold-local-part = @ の前の大文字と小文字を区別しない: { $value }
policy-value-revocation = 失効しているか分からないとき: { $value }
policy-value-compromise = 鍵が盗まれたとき、いつからの署名を無効とするか: { $value }
policy-value-recipient-without-path = 受信者の証明書のうち、信頼するルート証明書までのつながりを求めないもの: { $value }
policy-value-protect-header = ヘッダーの内容も暗号化の内側に書く: { $value }
policy-value-stated-capabilities = 返信の暗号化に使えるものとして相手に伝える方式: { $value }
policy-word-yes = はい
policy-word-no = いいえ
policy-word-leaf = その証明書だけ
policy-word-below-root = ルートより下の認証局すべて
policy-word-with-root = ルート証明書も含めて
policy-word-off = 調べない
policy-word-unknown-is-a-warning = 注意にとどめる
policy-word-unknown-is-an-error = 無効とする
policy-word-any-time = すべて
policy-word-from-invalidity-date = 認証局が示す無効日から
policy-word-from-revocation = 失効から
policy-word-other = そのほか
policy-word-nobody = なし
policy-word-everybody = すべて
policy-word-directory = 証明書検索で取得したもの以上
policy-word-imported = 手動で登録または指定したもの
policy-word-named = そのメールのために指定したもの

## 署名付きメールからの登録
remembered-new = { $address }: 返信の暗号化に使うため、{ $subject } の証明書を登録しました。SHA-256 の拇印 { $sha256 }、復号できる方式: { $reads }
remembered-known = { $address }: { $subject } の証明書は登録済みです。SHA-256 の拇印 { $sha256 }、復号できる方式: { $reads }
remembered-waiting = { $address }: { $subject } の証明書は、これまでと異なる鍵のものです。登録(kakitome people import)して確認するまで使いません。SHA-256 の拇印 { $sha256 }
remembered-older = { $address }: 登録しませんでした。より新しいメールが、{ $subject } の証明書とは別の鍵を指定しています
remembered-not-valid = 登録しませんでした。メールの署名が有効ではありません。
remembered-missing = 登録しませんでした。署名が返信用に指定している証明書が、メールに付いていません。
remembered-unusable = 登録しませんでした。署名が返信用に指定している証明書は、暗号化に使えません。

## ヘルプ
help-encrypt =
    メールを、読むべき受信者の全員に向けて暗号化します。

    メールはファイルまたは標準入力から読みます。証明書は、--cert のファイル、ホームに登録されたアドレス、`kakitome people import`
    で登録した相手のものを使います。--to も --bcc も --cert も指定しなければ、メールの To、Cc、Bcc の全員が受信者です。有効期間内で、
    メールに使え、失効していない証明書が1人でもなければ、何も書き出さず、その受信者をすべて示します。送信済みの控えを読めるように、
    送信者自身の証明書も加えます。

    To と Cc の受信者は1通を共有し、標準出力に書きます。Bcc の受信者には1人に1通を作るため、--out が必要です。件名などの
    ヘッダーは、--protect-header を指定しない限り暗号化されません。Bcc 欄は取り除きます。

    終了コード: 0 暗号化した、1 暗号化できない受信者がいる・すでに暗号化されている、2 実行できなかった
help-encrypt--file = メール。省略すると標準入力から読みます
help-encrypt--to = 受信者。くり返し指定できます
help-encrypt--bcc = ほかの受信者に知られない受信者。くり返し指定できます。--out が必要です
help-encrypt--cert = 受信者の証明書(PEM または DER)。発行者の証明書を続けて入れられます。くり返し指定できます。--to と --bcc のどれのものでもなければ、それ自体が受信者になります
help-encrypt--out = メールを 1.eml、2.eml … としてこのフォルダーに書き、どれがだれ宛てかを標準出力に示します
help-encrypt--json = --out のとき、どのメールがだれ宛てで、どの方式かを、または暗号化できない受信者とその理由を、1つの JSON で出力します
help-encrypt--sign = 先に署名します。署名は暗号化の内側に入ります
help-encrypt--identity = 送信者。ホームにあるこのアドレスの鍵で署名し、送信済みの控えを読めるようにします。省略すると差出人のアドレスです
help-encrypt--p12 = この PKCS#12 ファイルの鍵で署名します
help-encrypt--password-file = 1行目に --p12 のパスワードを書いたファイル
help-encrypt--protect-header = 件名などのヘッダーの内容も暗号化します(RFC 9788)。外側の件名は [...] になります。まだ多くのメールソフトは外側の件名を表示します。元の件名は `kakitome verify` と `kakitome decrypt` で分かります
help-encrypt--trust = 全受信者の証明書のつながりが、ホームのルート証明書のほかに、これらのルート証明書のどれかに至ることを求めます。一覧、証明書、または保存済みの一覧の名前(`kakitome verify` と同じ)。くり返し指定できます。省略すると、指定または登録した証明書には求めません
help-encrypt--ocsp = OCSP の応答(DER)。くり返し指定できます
help-encrypt--online = 受信者の証明書が失効していないかを認証局に問い合わせ、足りない発行者の証明書を取得します(何が外部に伝わるかは `kakitome verify` の説明のとおりです)。失効していれば暗号化しません。答えがなければ、そのことを示します
help-encrypt--allow-network = --online のとき、この社内のネットワークにも問い合わせます。くり返し指定できます
help-encrypt--allow-port = --online のとき、80 と 443 のほかに、このポートにも問い合わせます。くり返し指定できます
help-encrypt--any-issuer = --online のとき、組織名が信頼するルート証明書のどれとも異なる発行者の証明書も取得します
help-encrypt--crl = 失効リスト(PEM または DER)。くり返し指定できます

help-people = メールの暗号化に使う、相手の証明書を扱います。
help-people-import =
    相手の証明書を登録します。すぐに暗号化に使われます。

    証明書にあるメールアドレスごとに登録します。SHA-256 の拇印を、別の方法で相手の方に確かめてください。その鍵を持つ人は、暗号化した
    メールを読めるためです。同じファイルにある認証局の証明書は登録しません。確認待ちの証明書は、登録すると確認済みになります。

    --mail を指定すると、署名付きメールが返信用に指定している証明書を、差出人のアドレスのものとして、相手のメールソフトが復号できる方式と
    ともに登録します。署名が有効なメールだけが対象です。--trust、--cert、--crl の意味は `kakitome verify` と同じです。

    終了コード: 0 登録した、1 登録できないメールがあった(署名が有効でない)、2 実行できなかった
help-people-import--files = 証明書(PEM または DER)
help-people-import--mail = 証明書の代わりに、署名付きメール。くり返し指定できます
help-people-import--trust = --mail のとき、電子メール用に信頼するルート証明書(`kakitome verify` と同じ)。くり返し指定できます
help-people-import--cert = --mail のとき、証明書のつながりをたどるために使う証明書。くり返し指定できます
help-people-import--crl = --mail のとき、失効リスト。くり返し指定できます
help-people-list = 登録された相手の一覧を表示します。
help-people-list--json = 1つの JSON で出力します
help-people-show = 相手の証明書を表示します。入手元、有効期間、復号できる方式を示します。なければ終了コードは1です。
help-people-show--address = メールアドレス
help-people-show--json = 1つの JSON で出力します
help-people-forget = 相手の証明書の登録を、すべて、または1件だけ消します。なければ終了コードは1です。
help-people-forget--address = メールアドレス
help-people-forget--sha256 = この SHA-256 の拇印(16進64桁。コロンがあってもかまいません)の証明書だけ
