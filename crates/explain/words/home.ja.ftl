# init、identity、journal、config と、それらが扱うホームの文。

## ホーム
home-nowhere = ホームの場所が決まりません。KAKITOME_HOME も HOME も設定されていません
home-nowhere-hint = --home でフォルダーを指定してください
home-unusable = { $home }: 使用できません: { $why }
home-missing = { $home }: Kakitome のホームがありません(kakitome.toml がありません)
home-missing-hint = kakitome init で作成してください
home-passphrase-needed = 鍵はパスフレーズで保護されていますが、入力できる端末がありません
home-passphrase-hint = 端末で実行するか、先に kakitome serve を起動してください(起動時に一度だけ尋ねます)
home-passphrase-prompt = 鍵を保護するパスフレーズ:{" "}
home-waiting = 鍵保管プロセスを使用中の別のコマンドが終わるのを待っています
store-missing = { $file }: データベースがありません
store-newer = { $file }: データベースの形式は { $found } です。このプログラムが扱えるのは { $known } までです
store-newer-hint = より新しい Kakitome で作成されています。その版をお使いください
store-failed = データベースを使用できません: { $why }
keyholder-away = 鍵保管プロセスに接続できません: { $why }
keyholder-not-started = 鍵保管プロセスを起動できませんでした: { $why }
keyholder-refused = 鍵保管プロセスが拒否しました: { $why }
cli-file-exists = { $file } はすでにあります。上書きはしません
cli-file-exists-hint = 別のファイル名を指定するか、既存のファイルを移動してください
cli-unknown = 不明
cli-date = { $year }年{ $month }月{ $day }日

## 規則と切り替え
rule-fate-sign = { $from } からのメールには署名します。
rule-fate-sign-opaque = { $from } からのメールには、本文が署名データの中に入る形式で署名します。
rule-fate-unsigned = { $from } からのメールは、署名せずに通します。
rule-fate-refuse = { $from } からのメールは受け付けません。
rule-why-signed = 証明書は { $until } まで有効で、{ $client } はこの差出人として署名できます。
rule-why-login = ログインした { $client } は、{ $from } として送信できません。[[may-sign]] かアカウント(kakitome account)に加えてください。
rule-why-off = 署名は止めてあります。kakitome on で再開します。
rule-why-no-identity = { $from } は、このホームに登録された差出人ではありません(kakitome identity list)。
rule-why-no = 規則に sign = "no" とあります。
rule-why-kind = この種類のメールは、also-sign に書かないかぎり署名しません。
rule-why-unauthorised = { $client } は、{ $from } として署名できません。[[may-sign]] に加えてください。
rule-why-expired = 証明書は、本日有効ではありません(期限: { $until })。
rule-why-observe = 観察のみの設定です。署名するはずだったことを記録し、メールはそのまま通します。
rule-why-share = 署名する割合が0パーセントです。
rule-by = 当てはまる規則: { $rules }
rule-share = このようなメール100通のうち { $percent } 通に署名します。どのメールかは、差出人と Message-ID で決まります。
rule-carrier = 携帯電話会社のアドレスの受信者がいます。機種によっては、署名が付くと読みにくくなります。本文は署名の外に置きます。
rule-group = { $to } について:
rule-why-wished = 件名で、署名しないよう指定されています。
rule-encrypted = { $to } には暗号化して送ります。証明書: { $subject }(有効期限 { $until }、SHA-256 の拇印 { $sha256 })
rule-would-encrypt = { $to } には、{ $subject } の証明書(有効期限 { $until }、SHA-256 の拇印 { $sha256 })で暗号化するはずでした。観察のみの設定のため、暗号化せずに通します。
rule-encrypted-when-on = { $to } には、kakitome on で再開したあと、{ $subject } の証明書(有効期限 { $until }、SHA-256 の拇印 { $sha256 })で暗号化して送ります。
rule-in-clear = { $to } には暗号化せずに送ります。理由: { $why }
rule-unencryptable = { $to } には暗号化しないと送れませんが、暗号化できません。理由: { $why }
rule-subject-refused = 件名について: { $reply }
rule-stops-subject = メールは、どの受信者にも送りません。
rule-stops-refused = メールは、どの受信者にも送りません。該当する受信者全員の証明書がそろうまで受け付けません(550)。証明書は kakitome people import で登録できます。
rule-stops-deferred = メールは、どの受信者にも送りません。該当する受信者全員の証明書がそろうまで再送を求めます(451)。証明書は kakitome people import で登録できます。
rule-stops-off = メールは、どの受信者にも送りません。暗号化が必須の受信者がいるため、署名と暗号化を止めているあいだは再送を求めます(451)。
rule-mails = メールは { $count } 通に分けて送ります。
rule-mails-again = メールは { $count } 通に分けて送ります。この送信元は再送するため、最初の受信者と違う規則が当てはまる受信者には 452 を返し、再送されたときに送ります。
rule-mail = { $number }. { $form }: { $to }
rule-form-sign = 署名あり
rule-form-sign-opaque = 署名あり(本文が署名データの中に入る形式)
rule-form-unsigned = 署名なし
rule-form-refuse = 送りません
rule-form-sign-encrypted = 署名付き暗号化メール
rule-form-sign-opaque-encrypted = 署名付き暗号化メール(本文が署名データの中に入る形式)
rule-form-unsigned-encrypted = 暗号化あり、署名なし
rule-form-refuse-encrypted = 送りません
rule-list-none = 規則はありません。すべてのメールに [signing] と [encryption] の設定が当てはまります。
rule-no-roots = [encryption] のルート証明書または失効リストを読み取れません: { $why }
rule-no-account = { $login } は、このホームのアカウントではありません
rule-no-account-hint = kakitome account list でご確認ください
switch-off = 署名を止めました。1秒以内に、メールはそのまま通るようになります。再開: kakitome on
switch-off-already = 署名はすでに止まっています。再開: kakitome on
switch-on = 署名を再開しました。1秒以内に、メールに署名するようになります。
switch-on-already = 署名はすでに行っています。

## バックアップ
backup-working = ホームをまとめています
backup-done = { $file }: ホームの { $files } 個のファイルをまとめました。配送中のメールは含まれません。
backup-outside = ホームの外にあるため、含まれないもの: { $file }
backup-clear = 保護されていない秘密鍵(TLS 用)のため、含まれないもの: { $file }。別に保管するか、作り直してください。
backup-key-apart = 「鍵を保護する鍵」は { $file } にあります。バックアップとは別の場所に保管してください。両方がそろうと、すべての鍵を開けます。
backup-key-missing = 「鍵を保護する鍵」({ $file })は含まれません。これがないと、どの鍵も開けません。--key-out FILE で写しを作り、別の場所に保管してください。
backup-passphrase = 鍵は、このホームのパスフレーズで保護されています。パスフレーズがないと、どの鍵も開けません。
backup-unreadable = { $file }: 読み取れません: { $why }
backup-unwritable = { $file }: 書き込めません: { $why }
backup-taken = { $file } はすでにあります。上書きはしません
backup-taken-hint = 別の名前(日付を付けるなど)を指定するか、そのファイルを移してください
backup-odd-name = { $file }: 名前が UTF-8 ではありません。Kakitome のファイルに、このような名前はありません
backup-elsewhere = { $home } のデータベースか鍵保管プロセスのフォルダーが、ホームの外にあります
backup-elsewhere-hint = 置かれている場所の方法で写してください
backup-rotating = 「鍵を保護する鍵」を入れ替えている途中です
backup-rotating-hint = kakitome keys rotate が終わってから、やり直してください
backup-no-key-file = このホームの鍵はパスフレーズで保護されているため、写す鍵ファイルはありません
backup-no-key-file-hint = --key-out を付けずに実行し、パスフレーズを保管してください
restore-working = 取り出して照合しています
restore-done = { $home }: { $made } の時点に戻しました。{ $keys } 個の鍵をすべて開けます。そのあとの処理記録は含まれません。
restore-taken = { $home } は空ではありません。上書きはしません
restore-taken-hint = --home で別の場所を指定するか、そのフォルダーを移してください
restore-damaged = { $file } はバックアップとして使えません: { $why }
restore-damaged-hint = 一つ前のバックアップをお使いください。何も戻していません
restore-no-key = { $file } の鍵を開くには「鍵を保護する鍵」が必要です。バックアップには含まれていません
restore-no-key-hint = kakitome backup --key-out で作ったファイルを --key で指定してください
restore-not-ours = { $file } は kakitome backup が作ったファイルではないか、先頭が壊れています
restore-not-ours-hint = kakitome backup で作ったファイルを指定してください。指定したファイルで間違いなければ、一つ前のバックアップをお使いください。何も戻していません
restore-wrong-key = { $file } の鍵を { $key } で開けません: { $why }
restore-wrong-key-hint = 同じホームで kakitome backup --key-out が作ったファイルを指定してください。何も戻していません
restore-passphrase = このバックアップの鍵は、鍵ファイルではなくパスフレーズで保護されています
restore-passphrase-hint = --key を付けずに実行してください。パスフレーズをお尋ねします

## init
init-made = 作成しました: { $what }
init-kept = 既存のものを残しました: { $what }
init-done =
    ホームは { $home } です。
    次の手順: kakitome identity add noreply@your.example   (プライベート認証局の証明書と鍵を作成)
      または: kakitome identity csr noreply@your.example   (公的な認証局への証明書の申請)
    そのあと { $config } を確認し、kakitome serve で起動してください。
init-no-passphrase = { $file }: 1行目が空です。パスフレーズが必要です
init-passphrase-unused = このホームの鍵は { $file } の鍵で保護されているため、パスフレーズは使用しません
init-passphrase-unused-hint = --kek-passphrase-file を外してください。保護の方法は鍵の交換(rotation)で変更できます
init-failed = ホームを作成できません: { $why }
init-keyholder-failed = 鍵保管プロセスのフォルダーを作成できません: { $why }
init-config-faulty = { $file } はそのまま残しましたが、この設定は使用できません: { $why }
init-config-hint = 誤りの一覧は kakitome config check で確認できます

## identity
identity-no-address = 「{ $text }」はメールアドレスではありません
identity-no-address-hint = 名前を付けず、local-part@domain の形で指定してください
identity-unknown = { $address } は登録されていません
identity-unknown-hint = 登録の一覧は kakitome identity list で確認できます
identity-no-signer = { $address } には、署名に使える鍵と証明書がありません
identity-key-of-another = この鍵は { $owner } のものです
identity-key-unreadable = 公開鍵を読み取れません: { $why }
identity-bad-name = この名前は証明書の名義に使えません: { $why }
identity-making-root = ルート証明書の鍵を作成しています(RSA-3072)
identity-making-issuing = 中間CA証明書の鍵を作成しています(RSA-3072)
identity-making-key = 鍵を作成しています({ $kind })
identity-ca-failed = プライベート認証局を作成または読み取りできませんでした: { $why }
identity-ca-made =
    プライベート認証局(社内用)を作成しました。受信者がこのルート証明書を登録すると、署名を検証できます。
    {"  "}{ $file }
      SHA-256 の拇印 { $sha256 }
    失効リストの公開場所として、証明書には { $url } と書かれています。
identity-not-issued = 証明書を発行しませんでした: { $why }
identity-no-request = 証明書の申請(CSR)を作成できませんでした: { $why }
identity-request-written = { $file }: { $address } の証明書の申請(CSR)です。認証局に提出し、届いた証明書を次のコマンドで取り込んでください: kakitome identity import { $address } --cert FILE --chain FILE
identity-request-next = この申請(CSR)を認証局に提出し、届いた証明書を次のコマンドで取り込んでください: kakitome identity import { $address } --cert FILE --chain FILE
identity-is-ca = これは認証局の証明書({ $subject })で、メールアドレスの証明書ではありません
identity-wrong-address = 証明書は { $address } のものではありません。証明書のアドレス: { $found }
identity-wrong-address-hint = メールソフトは差出人と証明書を照合します。このアドレスの証明書を認証局に申請するか、証明書のアドレスで取り込んでください
identity-no-email-protection = この証明書は電子メール用ではありません。利用目的に「電子メールの保護」がありません(記載: { $found })
identity-no-email-protection-hint = S/MIME 用の証明書を認証局に申請してください
identity-no-usage = この証明書のキー使用法では、署名も復号もできません(記載: { $found })
identity-expired = 証明書の有効期限は { $date } に切れています
identity-expired-hint = kakitome identity csr で新しい証明書を申請してください
identity-key-not-ours = { $file }: ここで保管している鍵に対応する証明書がありません
identity-key-not-ours-hint = 申請は kakitome identity csr で作成します。ほかで作成した鍵は kakitome identity import-p12 で取り込めます
identity-missing = 中間CA証明書「{ $subject }」がありません。これがないと、メールソフトは署名を検証できません
identity-missing-hint = 認証局から入手し、--chain で指定してください
identity-missing-hint-url = { $url } から入手できます。--chain で指定してください
identity-chain-ends = 補足: 証明書のパスは「{ $subject }」の手前で終わっています。それがメールソフトに収録されたルート証明書なら、このままで構いません。別の中間CA証明書なら --chain で追加してください(入手先の記載: { $url })。
identity-unused = 補足: 「{ $subject }」の証明書はパスに含まれないため、使用しません。
identity-history-only = 補足: 証明書の有効期限が切れています。この鍵は以前のメールの復号に使い、署名には使いません。
identity-superseded = これまで使用していた鍵({ $count }個)は、以前の鍵になりました。削除はせず、以前のメールの復号に使います。
cli-p12-password-hint = 全角と半角、入力モードの違いも区別されます。パスワードのないファイルでは、空のパスワードを指定してください
cli-p12-altered = { $file }: パスワードは合っていますが、ファイルが書き換えられたか壊れています。もとのファイルをもう一度入手してください
cli-p12-inside = { $file }: パスワードはファイルのものと一致しますが、中の鍵や証明書は開けません。パスワードが二つあるか、ファイルが壊れています
cli-p12-unsupported = { $file }: この PKCS#12 ファイルが使う方式 { $name } には対応していません
cli-p12-unsupported-hint = AES-256 または 3DES を指定して書き出し直してください
cli-p12-work = { $file }: この PKCS#12 ファイルを開くには計算量が多すぎます({ $asked } { $unit }、上限 { $limit })
cli-p12-no-key = { $file }: この PKCS#12 ファイルには証明書だけがあり、秘密鍵がありません
cli-p12-several = { $file } には秘密鍵が { $count } 個あります: { $names }
cli-p12-several-hint = --entry でどれかを指定してください。kakitome identity export-p12 --p12 { $file } --entry 名前 で、一つだけのファイルを作れます
cli-p12-no-such = { $file } に { $name } という名前の秘密鍵はありません。あるのは次のものです: { $names }
identity-export-failed = PKCS#12 ファイルを書き出せませんでした: { $why }
identity-export-no-password = パスワードのない PKCS#12 ファイルでは、ファイルを手に入れた人が秘密鍵を使えてしまいます
identity-export-no-password-hint = 長いパスワードを指定してください。使うのは取り込むときの一度だけです
identity-export-forbidden = このホームの鍵は書き出せません。{ $file } で許可されていません
identity-export-forbidden-hint = 許可する権限のある方が、[keyholder] に allow-export = true と書いてください
identity-export-no-key = { $address }: 鍵 { $id } は履歴にありません
identity-export-no-key-hint = kakitome identity show アドレス --json で鍵の名前を表示します
identity-export-running = 鍵保管プロセスが動いています。動いている間は鍵を書き出せません
identity-export-running-hint = kakitome serve を止めてから書き出し、また起動してください
identity-export-refused = 鍵を取り出せませんでした: { $why }
identity-export-twice = 二回の入力が一致しません
identity-exported = { $file }: 書き出しました(名前: { $name }、認証局の証明書: { $count }通)。パスワードはファイルとは別の方法で伝え、取り込みが終わったらファイルを削除してください。
identity-exported-windows = この形式は古いソフトウェアでも読めます。暗号化(3DES と SHA-1)の強さはパスワードで決まるので、長いパスワードにしてください。
help-identity-import-p12--entry = ファイルに鍵が複数あるときに、どれを取り込むか(名前、アドレスまたは番号)
help-identity-export-p12 =
    鍵と証明書を、メールソフトが取り込める PKCS#12 ファイル(.p12、.pfx)に書き出します。

    鍵はファイルから読みます。--key と --cert、または別の PKCS#12 ファイルです(新しい形式のファイルを古いソフトウェア向けに
    変換できます)。アドレスを指定すると、本人のメールソフトでも使えるように、ホームにあるそのアドレスの鍵を書き出します。これは、設定
    ファイルの [keyholder] に allow-export = true とあり、`kakitome serve` が動いていないときだけで、鍵の使用記録(`kakitome keys audit`)
    に残ります。ファイルとパスワードを持つ人は、そのアドレスとして署名でき、そのメールを読めます。
    --for windows(省略時)は、すべての Windows、iPhone、Mac で読める形式です(3DES と SHA-1。鍵を守るのはパスワードだけです)。
    --for modern は AES-256 と SHA-256 の形式で、Thunderbird、OpenSSL、Java、Windows 10(1709)以降で読めます。
    --for pbmac1 は modern に RFC 9879 の検証値を付けた形式で、OpenSSL 3.4、Java 24、NSS 3.103 以降で読めます。
help-identity-export-p12--address = ホームにある鍵を書き出すアドレス
help-identity-export-p12--id = アドレスを指定したとき、その鍵の履歴のうち、この名前の鍵(`kakitome identity show`)。省略すると署名に使う鍵
help-identity-export-p12--home = アドレスを指定したときのホーム。省略すると環境変数 KAKITOME_HOME、なければ通常の場所
help-identity-export-p12--p12 = 鍵を読む PKCS#12 ファイル
help-identity-export-p12--entry = --p12 に鍵が複数あるときに、どれを書き出すか(名前、アドレスまたは番号)
help-identity-export-p12--key = 秘密鍵(PEM または DER: PKCS#8、PKCS#1、SEC1)。--cert と一緒に指定します
help-identity-export-p12--cert = --key の証明書(PEM または DER)。ファイルにあるほかの証明書は、認証局の証明書とみなします
help-identity-export-p12--chain = 認証局の証明書。順序は問いません。くり返し指定できます
help-identity-export-p12--source-password-file = 1行目に --p12 または --key のパスワードを書いたファイル
help-identity-export-p12--out = 書き出すファイル。すでにあるファイルは上書きしません
help-identity-export-p12--form = 読み込む側のソフトウェア: windows、modern、pbmac1
help-identity-export-p12--name = 取り込むときに表示される名前。省略するともとの名前、なければメールアドレス
help-identity-export-p12--password-file = 1行目に新しいファイルのパスワードを書いたファイル。省略すると入力を求めます
identity-p12-no-address = { $file }: 証明書にメールアドレスがありません
identity-p12-addresses = 証明書に複数のメールアドレスがあります: { $found }
identity-p12-addresses-hint = --address でどれかを指定してください
identity-none = 登録はまだありません。kakitome identity add ADDR で追加できます
identity-published = { $address } の証明書を、証明書検索で公表するようにしました。取り消すには --withdraw を付けて実行します。
identity-withdrawn = { $address } の証明書の公表を取りやめました。すでに保存された証明書は、なくなりません。
identity-line = { $address }: { $state }、{ $kind }、有効期限 { $date }(あと{ $days }日)
identity-line-expired = { $address }: { $state }、{ $kind }、有効期限 { $date }
identity-line-requested = { $address }: 証明書の到着待ち
identity-line-none = { $address }: 署名に使える鍵なし
identity-title = { $address }
identity-title-name = { $address }({ $name })
identity-no-keys = 鍵はありません
identity-no-certificate = 証明書はまだありません
identity-key = 鍵 { $kind }: { $state }({ $since } から)、{ $source }、{ $purpose }
identity-state-active = 使用中
identity-state-expired = 期限切れ
identity-state-requested = 証明書を申請中
identity-state-revoked = 失効
identity-state-superseded = 以前の鍵
identity-source-made = 鍵保管プロセスで作成
identity-source-imported = 取り込み
identity-purpose-both = 署名と復号
identity-purpose-sign = 署名
identity-purpose-decrypt = 復号
identity-served-both = 以前のメールの復号
identity-served-sign = 署名には使いません
identity-served-decrypt = 以前のメールの復号
identity-served-authority = 発行には使いません
identity-purpose-authority = 証明書の発行
identity-days-left = あと{ $days }日
identity-days-over = 期限切れ
identity-days-not-yet = 有効期間の開始前
identity-certificate =
    証明書の名義: { $subject }
      発行者: { $issuer }
      シリアル番号: { $serial }
      SHA-256 の拇印: { $sha256 }
      有効期間: { $from } から { $to } まで({ $left })
identity-link = メールに付ける中間CA証明書: { $subject }({ $to } まで)
identity-link-root = ルート証明書(メールには付けません): { $subject }({ $to } まで)
identity-link-crossed = クロスルート証明書(メールには付けません): { $subject }({ $to } まで)
identity-link-crossed-sent = メールに付けるクロスルート証明書: { $subject }({ $to } まで)

## journal
journal-nothing = 条件に合う処理記録はありません。
journal-decision-signed = 署名して配送
journal-decision-passed = 署名せずに配送
journal-decision-refused = 受け付けず
journal-decision-deferred = 一時的に受け付けず
journal-signed-as = { $identity } として署名、証明書のシリアル番号 { $serial }
journal-reason = 理由: { $reason }
journal-entry =
    { $time }  { $id }  { $decision }
      差出人 { $from }、エンベロープの送信者 { $sender }、宛先 { $to }
      Message-ID { $message }、{ $size } バイト
      配送先 { $hop }、応答: { $reply }
      { $signed }

journal-event = { $time }  { $event }  { $to }  { $reply }
journal-event-all = 宛先すべて
journal-event-accepted = 送信待ちに受け付け
journal-event-deferred = 再送待ち
journal-event-delivered = 配送
journal-event-bounced = 配送を中止
journal-event-held = 保留
journal-event-quarantined = 隔離
journal-event-released = 保留を解除
journal-event-dropped = 破棄

## config
config-good = { $file }: 使用できます。内容:
config-faults = 誤りが{ $count }件あります。この設定は使用できません。

# 設定の誤り。英語ではゲートウェイの文をそのまま使う。行と桁は前に付く。
fault-unknown-key = 「{ $found }」という項目はありません
fault-unknown-key-meant = 「{ $found }」という項目はありません。「{ $meant }」のことでしょうか
fault-unknown-word = 「{ $found }」は指定できません。指定できる値: { $known }
fault-missing-key = 項目「{ $found }」がありません
fault-twice = 項目「{ $found }」が2回あります
fault-wrong-type = { $found }が書かれていますが、{ $wanted }を書く項目です
fault-out-of-range = { $found } は指定できません。{ $wanted }を書いてください
fault-other = この項目の値を使用できません(内容は英語です): { $what }
fault-hint-other = 英語のヒント: { $hint }
fault-type = { $type ->
    [string] 文字列("…")
    [integer] 整数
    [u16] 0から65535までの整数
    [u32] 0から4294967295までの整数
    [u64] 0以上の整数
    [boolean] true または false
    [float] 小数
    [sequence] 配列([…])
   *[map] 項目のまとまり(表)
}
