# --help の日本語。英語は引数の定義のそばにある。名前は help-コマンド、help-コマンド--引数。共通の引数は help--引数。
# 空行までの最初の部分が要約で、残りは --help でだけ表示される。

help-heading-usage = 使い方:
help-heading-commands = コマンド
help-heading-options = オプション
help-heading-arguments = 引数
help-usage-options = [オプション]
help-usage-command = コマンド
help-values = {" "}[値: { $values }]
help-default = {" "}[省略時: { $value }]
help-command-help = この説明、または指定したコマンドの説明を表示します
help-flag-help = この説明を表示します(-h は短い説明)
help-flag-version = 版を表示します
help-exit-status =
    終了コード: 0 は良好、1 は「読み取ったが、答えは否」、2 は「実行できませんでした」。
    はじめての方は `kakitome try` をお試しください。署名付きメールがどう作られ、どう届くかを、このパソコンだけで確かめられます。

# 誤ったコマンドラインについての文。英語は clap の文を使う。値の書き方は usage-form--オプション、または usage-form-値の名前
usage-hint = 使い方は { $usage }。説明は { $command } --help で表示されます
usage-no-such-command = 「{ $given }」というコマンドはありません
usage-command-missing = 「{ $command }」のあとに、コマンドを指定してください
usage-no-such-option = 「{ $given }」というオプションはありません
usage-one-too-many = 「{ $given }」は余分です
usage-value-missing = 「{ $argument }」には値が必要です
usage-value-not-of-these = 「{ $argument }」に「{ $given }」は指定できません。指定できる値: { $values }
usage-value-unfit = 「{ $argument }」に「{ $given }」は指定できません。{ $form }
usage-required = 次の指定が必要です: { $arguments }
usage-twice = 「{ $argument }」は1回だけ指定できます
usage-conflict = 「{ $argument }」は「{ $other }」と同時に指定できません
usage-conflict-unnamed = 「{ $argument }」は、ほかに指定したものと同時に指定できません
usage-no-equals = 「{ $argument }」の値は = に続けて書いてください
usage-too-many-values = 「{ $argument }」に値「{ $given }」は指定できません。値は不要か、すでに足りています
usage-too-few-values = 「{ $argument }」には値が { $least } 個以上必要です(指定は { $count } 個)
usage-wrong-number-of-values = 「{ $argument }」には値が { $wanted } 個必要です(指定は { $count } 個)
usage-not-utf8 = UTF-8 ではない文字が含まれています
usage-unreadable = このコマンドラインは実行できません
usage-meant = 。「{ $names }」のことでしょうか
usage-as-value = 。値として渡すには「{ $written }」と書きます
usage-form = 正しい書き方は説明をご覧ください
usage-form-number = 整数を指定してください
usage-form-number-between = { $least } から { $most } までの整数を指定してください
usage-form-TIME = 2026-11-22、2026-11-22T10:15:00+09:00、または1970年からの秒数を指定してください
usage-form-LANG = ja または en を指定してください
usage-form-NETWORK = 10.1.0.0/16、fd00::/8、192.0.2.7 のように指定してください
usage-form-HOST = ホスト名か IP アドレスを、必要ならポートを付けて(mail.example.jp:25)指定してください
usage-form-DOMAIN = example.jp のようなドメイン名を指定してください
usage-form-PORT = 587 のような番号、imaps のような名前、または 2587=submission のように指定してください
usage-form-ID = 一覧や処理記録に表示される ID を、そのまま指定してください
usage-form-IP = 192.0.2.7 または 2001:db8::7 のような IP アドレスを指定してください
usage-form-ADDR = name@example.jp のようなメールアドレスを指定してください
usage-form-ADDRESS = name@example.jp のようなメールアドレス、または @example.jp のようなドメインを指定してください
usage-form-OID = 2.23.140.1.5.1.3 のような数字とピリオドで指定してください
usage-form-URL = http:// で始まるアドレスを指定してください
usage-form-FORM = windows、modern、pbmac1 のいずれかを指定してください
usage-form-HASH = SHA-1(40桁)か SHA-256(64桁)を、16進数で指定してください。先頭の8桁以上だけでもかまいません
usage-form-HEX = SHA-256 の拇印を、16進数64桁で指定してください
usage-form--dns = 192.0.2.53 または 127.0.0.1:5353 のように指定してください
usage-form--key = rsa2048、rsa3072、rsa4096、p256、p384、p521、ed25519 のいずれかを指定してください
usage-form--except = automatic、reports、calendar、lists のいずれかを指定してください
usage-form-STAGE = announcement、reminder、last-call、done のいずれかを指定してください

help = S/MIME によるメールの署名、鍵の保管、検証。だれが署名したか、内容が署名されたときのままかを説明します。
help--lang = 表示する言語(ja または en)。指定がなければ、お使いの環境の言語に従います
help--home = 設定や鍵を置くフォルダー。省略すると $KAKITOME_HOME、なければ既定の場所を使います
help--json = JSON で出力します
help--config = 設定ファイル。省略すると、フォルダーの中の kakitome.toml を使います

help-try =
    署名付きメールがたどる道のりを、このパソコンだけで一度に確かめます。

    プライベート認証局を作り、鍵保管プロセスとゲートウェイを起動し、メールを1通送り、届いたメールを検証して説明します。
    管理者権限もほかのソフトウェアも不要です。通信はこのパソコンの中だけで行い、空いているポートを使います。
    Ctrl-C を押すまで動き続け、届いたメールをすべて検証するので、お手元のアプリケーションからも送れます。ブラウザーで画面も開けます。
help-try--home = フォルダーを残す場所(すでにあってもかまいません)。省略すると一時的なフォルダーを使い、終了時に削除します
help-try--once = 最初のメールで終わります。終了コードは判定に従います

help-init =
    設定、データベース、鍵の置き場所(鍵を保護する鍵を含む)を用意します。

    すでにあるものは変更しません。既定の場所は $KAKITOME_HOME、root では /var/lib/kakitome、それ以外では
    ~/.local/share/kakitome です。
help-init--home = フォルダー
help-init--kek-passphrase-file = 鍵を保護する鍵を、ファイルではなくパスフレーズ(このファイルの1行目)から作ります。serve の起動時に入力を求めます

help-serve =
    ゲートウェイと鍵保管プロセスを起動し、設定にあれば画面も始めます。Ctrl-C または SIGTERM で終わります。

    秘密鍵を持ちネットワークを使わない鍵保管プロセスと、ネットワークを使い鍵を持たないゲートウェイの、2つのプロセスが動きます。
    設定に [web] があると、画面と API のプロセスも動きます。これも鍵を持たず、鍵保管プロセスへの通路もありません。
    終了したプロセスは起動し直します。鍵保管プロセスがいない間はメールに4xxを返し、ゲートウェイがいない間は接続を待たせるため、メールが失われることはありません。
    待ち受けソケットは serve が最初に開き、各プロセスに渡します。プロセスがいない間に接続した相手は、拒否されず、待ちます。root で起動すると、1024番より小さいポートも使えます。
    SIGHUP で設定、TLS の証明書、署名者の一覧を読み直し、画面のプロセスを新しいものに入れ替えます。設定に誤りがあれば知らせ、それまでの設定で動き続けます。
    SIGUSR2 で、現在ディスクにあるプログラムから新しいゲートウェイと画面を起動し、入れ替えます。変更した待ち受けアドレスもここで有効になります。以前のゲートウェイは最後のセッションが終わると終了します。接続が拒否されることはありません。

help-serve--passphrase-file = 1行目に「鍵を保護する鍵」のパスフレーズを書いたファイル(サービス管理の資格情報など)。省略すると、パスフレーズを使うフォルダーでは端末で入力を求めます

help-config = 設定を扱います。
help-config-check = 設定の誤りを示します。誤りがなければ、設定の意味を示します。終了コードは0か2です。

help-sign =
    保管している鍵、PKCS#12 ファイル、鍵のファイルのいずれかで、メールに署名します。

    メールはファイルまたは標準入力から読み、署名付きメールを標準出力に書きます。そのまま `sendmail -t` に渡せるよう、Bcc は
    残します。署名の対象は、どのサーバーを経由しても変わらない形(7ビット、CRLF)にしてから署名します。
    すでに署名または暗号化されているメールには署名しません。
help-sign--file = メール。省略すると標準入力から読みます
help-sign--identity = このアドレスの最も新しい鍵で署名します。--as、--p12、--key のどれもなければ、差出人のアドレスで署名します
help-sign--p12 = 鍵と証明書の入った PKCS#12 ファイル。パスワードは --password-file から読み、なければ入力を求めます
help-sign--key = 秘密鍵(PEM または DER)。--cert とともに指定します
help-sign--cert = 鍵の証明書(PEM または DER)。ファイルにほかの証明書があれば、それも添えます
help-sign--chain = 添える中間CA証明書。くり返し指定できます
help-sign--password-file = 1行目に --p12 または --key のパスワードを書いたファイル
help-sign--protect-header = ヘッダーの内容の写しを本文の前に置き、それにも署名します(RFC 9788)。`kakitome verify` が比べます。まだ多くのメールソフトは表示に使いません
help-sign--opaque = 本文が署名データの中に入る形式にします。S/MIME に対応していないメールソフトでは、添付ファイルだけが見えます

help-decrypt =
    メールの暗号化を解いて、中身を書き出します。

    メールはファイルまたは標準入力から読みます。受信したままのメール(.eml)でも、暗号化されたファイル(.p7m。DER、PEM、
    Base64)でもかまいません。--p12 も --key も指定しなければ、ホームにある鍵で復号します。期限切れや失効した証明書の鍵も
    含めて、登録されたアドレスのすべての鍵を使います。全体の認証タグまたはパディングを確かめるまで、標準出力には何も
    書きません。復号できたことは、だれが書いたかを示しません。それは `kakitome verify` で調べます。

    終了コード: 0 復号できた、1 暗号化されていない・鍵が合わない・暗号化されたときのままではない、2 実行できなかった
help-decrypt--file = メール。省略すると標準入力から読みます
help-decrypt--identity = ホームにある鍵のうち、このアドレスの鍵だけを使います
help-decrypt--p12 = 鍵と証明書の入った PKCS#12 ファイル。くり返し指定できます
help-decrypt--key = 秘密鍵(PEM または DER)。--cert とともに指定します。くり返し指定できます
help-decrypt--cert = メールの宛先になっている証明書(PEM または DER)。くり返し指定できます。鍵ごとに合うものを使います
help-decrypt--password-file = 1行目に --p12 または --key のパスワードを書いたファイル

help-verify =
    だれが署名したか、内容が署名されたときのままか、証明書の発行元をたどれるかを調べます。

    メール(届いたままの .eml)をファイルまたは標準入力から読みます。署名のファイル(.p7s、.p7m)だけでも、わかる範囲で説明します。
    外部から何かを取得することはありません。足りないものは結果の中で示します。

    暗号化されたメールは、鍵が手元にあれば開き、内側の署名を判定します。開けたことは、だれが書いたかを示しません。内容は表示しません。

    --online を指定すると、足りないものを証明書に書かれたアドレスから取得します: 失効の有無(OCSP、なければ失効リスト)と、足りない発行者の証明書です。
    このとき、調べる証明書のシリアル番号と、あなたのネットワークのアドレスが、認証局に伝わります(HTTP のため暗号化されません)。
    認証局には、この署名者のメールをいつ調べたかがわかります。メールの内容は送りません。
    署名と内容が一致しないメールや、信頼するルート証明書につながらない証明書については、問い合わせません。社内などのネットワークには、--allow-network で指定したものに限り問い合わせます。
    取得したものは結果に示し、ディスクには残しません。

    終了コードは、0 が「署名は有効です」、1 がそれ以外の判定(結果は表示します)、2 が「実行できませんでした」です。
help-verify--file = メール。省略すると標準入力から読みます
help-verify--trust = 信頼するルート証明書: 一覧(authroot.stl、certdata.txt など)、証明書のファイルやフォルダー、または保存済みの一覧の名前(--at の時点の版。kakitome trust を参照)。くり返し指定できます。省略すると、プライベート認証局(社内用)のルート証明書だけを信頼します
help-verify--cert = 証明書のつながりをたどるために使う証明書。くり返し指定できます。これだけで信頼することはありません
help-verify--p12 = 暗号化されたメールを、この PKCS#12 ファイルの鍵で開きます。くり返し指定できます。--p12 も --key も省略すると、ホームの鍵で開きます
help-verify--key = 暗号化されたメールを、この秘密鍵(PEM または DER)で開きます。その証明書は --cert で渡します。くり返し指定できます
help-verify--password-file = 1行目に --p12 または --key のパスワードを書いたファイル
help-verify--crl = 失効リスト(PEM または DER)。くり返し指定できます
help-verify--ocsp = OCSP の応答(DER)。くり返し指定できます
help-verify--revocation = 失効しているかどうかを確認できないときの扱い: soft は結果に示すだけ、hard は署名を受け入れない、off は確認しません。失効しているとわかった証明書は、soft でも hard でも受け入れません
help-verify--trust-time = タイムスタンプのために信頼するルート証明書(PEM または DER)。くり返し指定できます。省略すると、電子メール用に信頼するものと同じです
help-verify--online = 足りないものを、証明書に書かれたアドレスから取得します(何が外部に伝わるかは、上の説明のとおりです)
help-verify--allow-network = --online のとき、この社内のネットワーク(10.1.0.0/16、fd00::/8、192.0.2.7)にも問い合わせます。くり返し指定できます
help-verify--allow-port = --online のとき、80 と 443 のほかに、このポートにも問い合わせます。くり返し指定できます
help-verify--any-issuer = --online のとき、組織名が信頼するルート証明書のどれとも異なる発行者の証明書も取得します。アドレスはメールを書いた人が選んだものかもしれず、その人にメールを調べたことが伝わります
help-verify--received = メールを受信した日時(ご自分の記録によるもの)。そのときに署名が有効だったかを示します。メールに書かれた日時は申告にすぎません
help-verify--remember = 署名が有効なメールから、返信の暗号化に使う証明書と、相手のメールソフトが復号できる方式を登録します。鍵が変わったときは、確認(kakitome people import)されるまで使いません
help-verify--tree = 試した証明書のパスを、証明書ごとの確認事項とともに図で示します
help-verify--at = この時点で判定します: 2016-01-20、2016-01-20T09:00:00+09:00、または1970年からの秒数。省略すると現在
help-verify--content = 署名のファイル(.p7s)が対象としている内容のファイル

help-identity = メールアドレスと、その鍵・証明書を扱います。
help-identity-add =
    プライベート認証局(社内用)で、アドレスの鍵と証明書を作ります。

    秘密鍵は鍵保管プロセスの中で作られ、外に出ることはありません。すでに鍵のあるアドレスでは、以後は新しい鍵で署名し、
    以前の鍵は古いメールのために残します。受信者がフォルダーの中の ca/root.pem を登録すると、署名が信頼されます。
help-identity-add--address = メールアドレス
help-identity-add--key = 鍵の種類: rsa2048、rsa3072、rsa4096、p256、p384。どのメールソフトでも使えるのは rsa2048 です
help-identity-add--days = 有効期間の日数(825日まで)
help-identity-add--name = 証明書に入れる氏名または役割の名前
help-identity-add--policy = 証明書に書くポリシーの OID。省略するとメールアドレス認証(2.23.140.1.5.1.3)、--name があれば書きません
help-identity-add--ca-name = 認証局を作るときの名前の先頭。省略するとアドレスのドメイン
help-identity-add--ca-url = 認証局のフォルダー(失効リストと証明書)を公開する URL。省略すると http://pki.ドメイン
help-identity-csr =
    鍵を作り、パブリック認証局に送る証明書発行要求(CSR)を出力します。

    秘密鍵は鍵保管プロセスの中で作られます。発行された証明書は identity import で取り込みます。それまでにもう一度実行すると、
    同じ鍵を使います(--new-key を付けると別の鍵を作ります)。
help-identity-csr--address = メールアドレス
help-identity-csr--out = 出力するファイル。省略すると標準出力
help-identity-csr--key = 鍵の種類: rsa2048、rsa3072、rsa4096、p256、p384
help-identity-csr--name = 要求に入れる名前
help-identity-csr--new-key = 証明書を待っている鍵があっても、新しい鍵を作ります
help-identity-publish =
    このサーバーのページで、アドレスの証明書を検索できるようにします。または、取りやめます。

    アドレス、シリアル番号、拇印のいずれかを知っている人が、証明書(現在のものと以前のもの)と中間CA証明書を取得できるようになります。
    一覧はなく、ほかのアドレスには、存在しないアドレスと同じ答えを返します。秘密鍵には触れません。すでに取得された証明書は、取りやめた
    あともなくなりません。
help-identity-publish--address = メールアドレス
help-identity-publish--withdraw = 取りやめます
help-identity-import = 認証局が発行した証明書を取り込みます。足りない中間CA証明書があれば、その名前を示します。
help-identity-import--address = メールアドレス
help-identity-import--cert = 発行された証明書(PEM または DER)
help-identity-import--chain = 中間CA証明書。くり返し指定できます。順番は問いません
help-identity-import--with-cross = クロスルート証明書も添えます。古い環境の助けになりますが、信頼されなくなったルートに行き着くこともあります
help-identity-import-p12 = PKCS#12 ファイルの鍵と証明書を取り込みます。
help-identity-import-p12--file = PKCS#12 ファイル
help-identity-import-p12--address = メールアドレス。省略すると証明書のアドレスを使います
help-identity-import-p12--chain = 中間CA証明書。くり返し指定できます
help-identity-import-p12--password-file = 1行目にパスワードを書いたファイル
help-identity-import-p12--with-cross = クロスルート証明書も添えます。古い環境の助けになりますが、信頼されなくなったルートに行き着くこともあります
help-identity-list = すべてのアドレスを一覧にします。
help-identity-show = アドレスの鍵の履歴、証明書、有効期限を示します。
help-identity-show--address = メールアドレス

help-policy = 何を送信に使い、何を読み、何を弱いとするかを示します。
help-policy-show =
    ポリシーを、根拠と、それを最後に確認した日とともに表示します。

    このプログラムが実際に判定と選択に使っている値から作ります。ここにない弱い方式が送信に使われることはありません。
help-policy-show--json = 1つの JSON で出力します
help-keys = 鍵保管プロセスが持つ鍵を扱います。秘密鍵を表示するコマンドはありません。
help-keys-list = 鍵の名前と用途を一覧にします。秘密鍵は鍵保管プロセスから出ません。
help-keys-rotate =
    「鍵を保護する鍵」を新しくし、すべての秘密鍵を包み直します。

    その間もメールへの署名は続きます。途中で止まっても何も失われず、次の起動のときに続きから行います。どの鍵も、新旧どちらか
    一方でだけ開けます。終わったあとは、これまでの「鍵を保護する鍵」では何も開けないため、バックアップを取り直してください。
help-keys-rotate--new-passphrase-file = 1行目に新しいパスフレーズを書いたファイル。パスフレーズを使うフォルダーでは必要、鍵のファイルを使うフォルダーでは指定できません
help-keys-audit =
    鍵の使用記録に、抜け、追加、書き換えがないかを確かめます。終了コードは、完全なら0、壊れていれば1です。

    記録はハッシュでつながっています。最後の記録の SHA-256 を別の場所に控えておくと、末尾の切り取りにも気づけます。
help-backup =
    ホームを一つのファイルにまとめます(設定、データベース、保護された鍵、鍵の使用記録、証明書、一覧)。

    その間もメールは通ります。データベースは、ある一時点の写しです。「鍵を保護する鍵」は含まれません。--key-out で写しを作り、別の場所に
    保管してください。ファイルだけでも、鍵だけでも、何も開けません。配送中のメール(送信待ち、大きなメール)も含まれません。
    そのあとに配送されたメールを、もう一度送らないためです。
help-backup--file = 作るファイル。すでにあるときは上書きしません
help-backup--key-out = 「鍵を保護する鍵」をこのファイルに写します。バックアップとは別の場所に保管してください
help-backup--json = 1つの JSON で出力します
help-restore =
    バックアップからホームを作ります。

    ファイルを一つずつ一覧と照合し、データベースを開き、すべての鍵を「鍵を保護する鍵」で確かめてから、ホームに名前を付けます。
    すでにあるものは上書きしません。
help-restore--file = バックアップのファイル
help-restore--key = backup --key-out で作った「鍵を保護する鍵」のファイル。パスフレーズを使うホームでは不要です(パスフレーズをお尋ねします)
help-restore--json = 1つの JSON で出力します
help-rule = 署名と暗号化の規則を調べます。
help-rule-explain =
    あるメールをゲートウェイがどう扱うか、どの規則によるかを説明します。誰として署名するか、誰にどの証明書で暗号化するか、何通に分かれるかを示します。終了コードは、通るなら0、受け付けないか再送を求めるなら1です。

    何も送りません。設定はファイルから読みます。変更したあとは、SIGHUP で kakitome serve に反映されます。
help-rule-explain--from = 差出人(From のアドレス)
help-rule-explain--to = 受信者。繰り返し指定できます
help-rule-explain--bcc = To と Cc に名前のない受信者。繰り返し指定できます
help-rule-explain--subject = 件名。--login があれば、件名の指定語も調べます
help-rule-explain--client = メールの送信元の IP アドレス
help-rule-explain--login = ログインした人(アカウント、または Dovecot、クライアント証明書、milter のメールサーバーでのログイン)
help-rule-explain--kind = ふつうは署名しない種類のメールとして調べます。繰り返し指定できます
help-rule-explain--json = 1つの JSON で出力します
help-rule-list = 規則を、調べる順に一覧にします。設定ごとに、当てはまってその設定を持つ最初の規則が使われます。
help-rule-list--json = 1つの JSON で出力します
help-rule-carriers = 携帯電話会社のメールのドメインを一覧にします。never-opaque で変えないかぎり、本文が署名データの中に入る形式にはしません。
help-rule-carriers--json = 1つの JSON で出力します
help-off =
    ゲートウェイをただの中継にします。メールはそのまま通り、署名しません。

    このホームのすべてのゲートウェイに、再起動せずに1秒以内に伝わります。再起動しても変わりません。ログインとネットワークの確認は
    これまでどおりです。処理記録には、メールごとに gateway.off と書かれます。kakitome on で署名を再開します。
help-off--json = 1つの JSON で出力します
help-on = kakitome off で止めた署名を再開します。
help-on--json = 1つの JSON で出力します
help-journal = 処理記録を調べます。
help-journal-find = メールを探します。新しい順に、すべての条件に合うものを示します。なければ終了コードは1です。
help-journal-find--id = 処理記録と応答に書かれた、メールの名前
help-journal-find--message-id = Message-ID(山かっこはあってもなくてもかまいません)
help-journal-find--from = 差出人または配送上の送信者のアドレス
help-journal-find--to = 受信者のアドレス
help-journal-find--since = この時点以後: 2026-11-22、2026-11-22T10:15:00+09:00、または1970年からの秒数。日付だけのときは協定世界時の0時
help-journal-find--until = この時点より前
help-journal-find--limit = 件数の上限
help-journal-find--json = メールごとに1行の JSON で出力します
help-journal-show = 1通のメールについて、記録をすべて示します。どの相手に、どの暗号化で渡されたかも示します。なければ終了コードは1です。
help-journal-show--id = 処理記録と応答に書かれた、メールの名前
help-journal-show--json = 1つの JSON で出力します
help-hop = メールを渡した相手との通信の暗号化(TLS)について、記録を調べます。
help-hop-list = TLS で通信したことのある相手を示します。いつからか、最後はいつか、証明書は何か、いま TLS を使えなくなっていないか。1件もなければ終了コードは1です。
help-hop-list--json = 1つの JSON で出力します
help-hop-forget =
    ある相手が TLS で通信していたという記録を消します。

    その相手が TLS をやめたことを確かめたあとで使います。消すと、次の接続からは暗号化なしでもメールが渡されるようになります。
    動いているゲートウェイには1秒以内に伝わります。
help-hop-forget--hop = 相手の名前とポート。kakitome hop list に出るとおりに書きます
help-hop-report = 接続の結果を、ドメインごとに数えて示します。成功と失敗の種類は RFC 8460 にならいます。
help-hop-report--days = さかのぼる日数
help-hop-report--json = 1つの JSON で出力します

help-cms = 署名データや暗号化データの中身を調べます。
help-cms-show =
    署名データや暗号化データの構造を示します。要素ごとに、位置、規格での名前、値、確認事項を表示します。

    ファイルは、単独の署名データや暗号化データ(.p7s、.p7m、.p7c)、証明書、失効リスト、証明書の要求、PKCS#12 ファイルのいずれかで、
    バイナリー、PEM、base64 のどれでもかまいません。メールを渡すと、S/MIME のパートをすべて示します。列は、要素の位置、見出し
    (タグと長さ)のバイト数、内容のバイト数(indef は終わりの印まで)、タグです。中の証明書と内容だけで検証できる署名は、計算が合うかを
    確かめます。秘密鍵は表示しません。

    終了コード: 0 は最後まで表示、1 は途中で壊れているか上限に達した(そこまでは表示します)、2 は実行できませんでした。
help-cert = 証明書そのものを調べます。
help-cert-lint =
    メール用の証明書の規則のうち、守られていないものを、条項・適用開始日・できることとともに示します。

    規則は CA/Browser Forum の S/MIME Baseline Requirements 1.0.16 と RFC 5280 です。証明書に書かれたポリシーの種類に応じて、発行した日の
    規則に照らします。認証局の証明書は RFC 5280 の規則に照らします。

    終了コード: 0 はすべて守られている(参考だけのときを含む)、1 はエラーまたは注意がある、2 は実行できませんでした。
help-cert-lint--files = 証明書のファイル(PEM または DER)。中の証明書をすべて調べます
help-cert-lint--profile = 証明書に書かれた種類によらず、この種類の規則に照らします(mailbox-strict、sponsor-multipurpose など)
help-cert-lint--today = 発行した日によらず、今日の規則に照らします
help-cert-lint--json = JSON オブジェクト1つで出力します(スキーマ kakitome.cert-lint/1)
help-cms-show--file = ファイル。省略すると標準入力から読みます
help-cms-show--part = メールのこのパートだけを示します。2、または 1.2(1番目のパートの2番目)のように書きます
help-cms-show--bytes = 値を表示するバイト数

help-starttls = アカウントを STARTTLS(ポート587)から、最初から暗号化されるポート465に移す: だれがまだ使っているか、その方々へのご案内。

    ゲートウェイは、アカウントごとに、使った入口、期間、回数、メールソフトが名乗った名前を記録します。メールの内容は記録しません。

    手順: report で、対応の必要がないアカウントと、STARTTLS を使っているアカウントを確認し、draft でご案内の予定をファイルに書き出して編集します。
    notice ファイル で、だれに何を送るかを確認し、--send で送ります。そのあと、ポート587の [[listener]] を変更または削除します。
help-starttls-report = STARTTLS やポート587をまだ使っているアカウントを示す: いつから、何回、どのメールソフトで(わかる範囲)。

    対応の必要がないアカウントを先に示します。接続の終わりから10秒以内に記録されます。
    メールソフトの名前は、User-Agent、X-Mailer、EHLO で名乗ったものです。名乗らないソフトもあります。
help-starttls-report--days = この日数のうちに STARTTLS を使ったアカウントを、使っているものとします。
help-starttls-report--csv = 表計算ソフト用の表(CSV、UTF-8、日本語ではバイト順マーク付き)を書きます。
help-starttls-draft = ご案内の予定(最初・再度・最後・終了)をファイルとして書く。人にしかわからないことは【】として残します。

    例: kakitome starttls draft --switch-off 2027-03-31 > series.toml のあと、編集して kakitome starttls notice series.toml。
help-starttls-draft--switch-off = STARTTLS を終了する日(2027-03-31 のように)。ほかの日はここから決まります。指定しなければ、日付もすべて【】になります。
help-starttls-notice = だれにどのご案内を送るかを示す。--send で送る。

    --send がなければ何も送りません。送る相手、送らない相手とその理由を示し、--show アドレス で1通の全文を表示します。段階は、日付が来た最後のものです。
    アカウントごとに、各段階で1通だけ送ります。次の配送先が受け取らなかったものは、次の実行で送ります。
    すでに変更したアカウントには、再度のご案内を送りません。差出人に鍵があれば署名されます。
help-starttls-notice--file = draft が書いた形のファイル。
help-starttls-notice--stage = この段階: announcement(最初)、reminder(再度)、last-call(最後)、done(終了)。--send では、その日が来ている必要があります。
help-starttls-notice--account = このアカウントだけ。繰り返し指定できます。
help-starttls-notice--show = このアカウントへのメールの全文を表示します。
help-starttls-notice--days = この日数のうちに STARTTLS を使ったアカウントを、使っているものとします。
help-starttls-notice--send = 送ります。その前に一度確認します。
help-starttls-notice--yes = 確認しません。
help-starttls-notice--unclear-again = 以前の実行で送られたかどうかがわからないアカウントにも送ります。
help-settings =
    ドメインのメールの設定を作成します(メールソフトが自動で読むファイル、ご案内、お客様のためのセルフチェック)。

    送信は、別のポートを指定しない限り、最初から TLS を使うポート465です(RFC 8314)。作成したものの置き場所:

    autoconfig: https://autoconfig.ドメイン/mail/config-v1.1.xml(Thunderbird など)
    autodiscover: --address についての https://autodiscover.ドメイン/autodiscover/autodiscover.xml の応答(Outlook)
    autodiscover-json: https://autodiscover.ドメイン/autodiscover/autodiscover.json の応答
    mobileconfig: --address の構成プロファイル(iPhone、iPad、Mac)。パスワードも署名もありません
    srv: ゾーンファイルの行(RFC 6186、RFC 8314)
    guide: メールソフトごとの手順
    self-check: 2つの質問で、対応が必要かどうかがわかるもの
help-settings--kind = 作成するもの
help-settings--domain = メールアドレスのドメイン。self-check には必要ありません
help-settings--smtp = 送信サーバー。ホスト名、または ホスト名:ポート。ポートを省略すると465
help-settings--imap = 受信サーバー(IMAP)。ポートを省略すると993
help-settings--pop3 = 受信サーバー(POP3)。ポートを省略すると995
help-settings--name = お客様にとっての名称。省略するとドメイン
help-settings--short-login = ユーザー名を、メールアドレス全体ではなく @ より前の部分にします
help-settings--address = autodiscover と mobileconfig の対象のメールアドレス
help-settings--program = guide で、このソフトだけにします(thunderbird、iphone、outlook-classic など)
help-settings--html = guide と self-check を、ページに埋め込む HTML にします(class だけで、style やスクリプトはありません)

help-probe =
    メールサーバーの STARTTLS と TLS を外から診断します(コマンドの挿入、TLS の前の状態、TLS なしのログイン、TLS の版、証明書)。

    SMTP(25、587、465)、POP3(110、995)、IMAP(143、993)、ManageSieve(4190)の順に、1台ずつ、1つの接続ずつ調べます。
    接続はポートごとに11回ほどまでで、kakitome-probe と名乗ります。メールもパスワードも送信しません。
    ご自分のサーバーか、管理者の了解を得たサーバーを診断してください。挿入したコマンドは、サーバーのログに残ります。

    コマンドの挿入は、別の方法による2回目の確認でも認められた場合に限り、そう判断します。応答の挿入をメールソフトが
    受け入れるかどうかは、サーバーからはわかりません。

    --domain を指定すると、ドメインのメールサーバーを調べ、送信側に求める条件(MTA-STS、TLS-RPT、DNSSEC を自分で検証した DANE)と、
    各サーバーがその条件を満たすかどうかを確認し、それぞれのポート25を診断します。

    終了コード: 0 誤りなし、1 誤りが見つかった、2 確認できなかった
help-probe--hosts = メールサーバー。名前(証明書の名前も確認します)またはアドレス
help-probe--ports = このポートだけを診断します: 587、imaps(名前)、2587=submission(番号とプロトコル)。くり返し指定できます
help-probe--from-file = 1行に1台ずつ書いたファイル。空行と # から後ろは無視します。- は標準入力
help-probe--domains = メールを受け取るドメイン。MX、MTA-STS、TLS-RPT、DANE と各メールサーバーを診断します。くり返し指定できます
help-probe--domains-from = 1行に1ドメインずつ書いたファイル。読み方は --from-file と同じです
help-probe--dns = --domain のとき、このネームサーバーに問い合わせます(192.0.2.53、ポートつきなら 127.0.0.1:5353)。省略すると、システムのもの
help-probe--dns-anchor = --domain のとき、信頼するルートの DNSKEY レコードのファイル。独自の名前空間のためのものです。省略すると、IANA のもの
help-probe--allow-network = --domain のとき、ポリシーの取得をこのプライベートネットワークにも許します(10.1.0.0/16、fd00::/8)。くり返し指定できます
help-probe--mx-port = --domain のとき、メールサーバーのポート。社内でのリハーサルのためのものです
help-probe--policy-port = --domain のとき、ポリシーを公開するポート。社内でのリハーサルのためのものです
help-probe--trust = 信頼するルート証明書(PEM または DER)。くり返し指定できます。省略すると、システムの一覧を使います
help-probe--json = JSON で出力します
help-probe--html = HTML のページをこのファイルに書き出します
