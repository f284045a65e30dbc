# --help の日本語。英語は引数の定義のそばにある。名前は help-コマンド、help-コマンド--引数。共通の引数は help--引数。
# 空行までの最初の部分が要約で、残りは --help でだけ表示される。

help-heading-usage = 使い方:
help-heading-commands = コマンド
help-heading-options = オプション
help-heading-arguments = 引数
help-flag-help = この説明を表示します(-h は短い説明)
help-flag-version = 版を表示します
help-exit-status =
    終了コード: 0 は良好、1 は「読み取ったが、答えは否」、2 は「実行できませんでした」。
    はじめての方は `kakitome try` をお試しください。署名付きメールがどう作られ、どう届くかを、このパソコンだけで確かめられます。

help = S/MIME によるメールの署名、鍵の保管、検証。だれが署名したか、内容が署名されたときのままかを説明します。
help--lang = 表示する言語(ja または en)。指定がなければ、お使いの環境の言語に従います
help--home = 設定や鍵を置くフォルダー。省略すると $KAKITOME_HOME、なければ既定の場所を使います
help--json = JSON で出力します
help--config = 設定ファイル。省略すると、フォルダーの中の kakitome.toml を使います

help-try =
    署名付きメールがたどる道のりを、このパソコンだけで一度に確かめます。

    プライベート認証局を作り、鍵保管プロセスとゲートウェイを起動し、メールを1通送り、届いたメールを検証して説明します。
    管理者権限もほかのソフトウェアも不要です。通信はこのパソコンの中だけで行い、空いているポートを使います。
    Ctrl-C を押すまで動き続け、届いたメールをすべて検証するので、お手元のアプリケーションからも送れます。
help-try--home = フォルダーを残す場所(すでにあってもかまいません)。省略すると一時的なフォルダーを使い、終了時に削除します
help-try--once = 最初のメールで終わります。終了コードは判定に従います

help-init =
    設定、データベース、鍵の置き場所(鍵を保護する鍵を含む)を用意します。

    すでにあるものは変更しません。既定の場所は $KAKITOME_HOME、root では /var/lib/kakitome、それ以外では
    ~/.local/share/kakitome です。
help-init--home = フォルダー
help-init--kek-passphrase-file = 鍵を保護する鍵を、ファイルではなくパスフレーズ(このファイルの1行目)から作ります。serve の起動時に入力を求めます

help-serve =
    ゲートウェイと鍵保管プロセスを起動します。Ctrl-C または SIGTERM で終わります。

    秘密鍵を持ちネットワークを使わない鍵保管プロセスと、ネットワークを使い鍵を持たないゲートウェイの、2つのプロセスが動きます。
    終了したプロセスは起動し直します。その間に届いたメールには4xxを返すため、失われることはありません。
    SIGHUP で設定、TLS の証明書、署名者の一覧を読み直します。設定に誤りがあれば知らせ、それまでの設定で動き続けます。

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
help-sign--opaque = 本文が署名データの中に入る形式にします。S/MIME に対応していないメールソフトでは、添付ファイルだけが見えます

help-verify =
    だれが署名したか、内容が署名されたときのままか、証明書の発行元をたどれるかを調べます。

    メール(届いたままの .eml)をファイルまたは標準入力から読みます。署名のファイル(.p7s、.p7m)だけでも、わかる範囲で説明します。
    外部から何かを取得することはありません。足りないものは結果の中で示します。

    終了コードは、0 が「署名は有効です」、1 がそれ以外の判定(結果は表示します)、2 が「実行できませんでした」です。
help-verify--file = メール。省略すると標準入力から読みます
help-verify--trust = 信頼するルート証明書(PEM または DER)。くり返し指定できます。省略すると、プライベート認証局(社内用)のルート証明書だけを信頼します
help-verify--cert = 証明書のつながりをたどるために使う証明書。くり返し指定できます。これだけで信頼することはありません
help-verify--crl = 失効リスト(PEM または DER)。くり返し指定できます
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
