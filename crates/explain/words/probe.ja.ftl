# STARTTLS診断の文。probe-確認項目 がわかったこと、probe-確認項目-remedy が対処。
probe-nothing = 対応の必要はありません。

## 応答の有無
probe-closed = このポートでは、何も待ち受けていません。
probe-closed-remedy = { probe-nothing }サービスを提供しているはずの場合は、起動してください。
probe-unreachable = 接続できませんでした({ $why })。
probe-unreachable-remedy = サービスを提供しているはずの場合は、双方のファイアウォールをご確認ください。ポート25への発信を止めている接続事業者も多くあります。
probe-stalled = サーバーの応答が途中で止まったため({ $where })、すべては確認できませんでした。
probe-stalled-remedy = 時間をおいて、もう一度お試しください。毎回止まる場合は、診断した時刻のサーバーのログをご確認ください。
probe-hung-up = サーバーが接続を切ったため({ $where })、すべては確認できませんでした。
probe-hung-up-remedy = 診断した時刻のサーバーのログをご確認ください。このアドレスからの接続数を制限していることがあります。
probe-flooded = サーバーが { $octets } バイトを超えて送り続けたため、接続を切りました。
probe-flooded-remedy = このポートで何が応答しているかをお調べください。メールサーバーがこれほど多くを送ることはありません。
probe-not-protocol = このプロトコルではない応答がありました:「{ $line }」
probe-not-protocol-remedy = ポート番号と、そこで待ち受けているものをご確認ください。別のプロトコルは --port 番号=プロトコル で指定できます。
probe-turned-away = サーバーが通信を断りました:「{ $line }」
probe-turned-away-remedy = サーバーが受け付けるアドレスから診断するか、診断の間だけこのアドレスを許可してください。
probe-cut-short = このホストに使える時間または接続数の上限に達しました({ $where })。
probe-cut-short-remedy = --port で、一度に診断するポートを減らしてください。

## STARTTLS と SMTP over SSL
probe-starttls-works = STARTTLS に対応し、実際に使えます。
probe-starttls-works-remedy = { probe-nothing }お客様には、最初から TLS を使うポートをお勧めください(RFC 8314)。
probe-starttls-missing = STARTTLS に対応していません。このポートの通信は、途中で読むことも書き換えることもできます。
probe-starttls-missing-remedy = サーバーに証明書を設定して STARTTLS を有効にするか、このポートを閉じて、最初から TLS を使うポートだけにしてください。
probe-starttls-refused = STARTTLS に対応していると示しながら、要求すると断られました:「{ $line }」
probe-starttls-refused-remedy = サーバーのログをご確認ください。証明書または秘密鍵を読み取れないことが、よくある原因です。
probe-implicit-works = 最初から TLS を使っています。
probe-implicit-works-remedy = { probe-nothing }
probe-implicit-clear = 最初から TLS を使うはずのポートですが、暗号化せずに応答しています:「{ $line }」
probe-implicit-clear-remedy = この待ち受けで TLS を有効にしてください(Postfix は smtpd_tls_wrappermode = yes、Dovecot は ssl = yes)。
probe-handshake-failed = 現在のメールソフトと同じ方法で TLS を始められませんでした: { $why }
probe-handshake-failed-remedy = サーバーのログをご確認ください。証明書と秘密鍵が対になっていること、TLS 1.2 または 1.3 を許可していることが必要です。
probe-starttls-inside = TLS の中で、もう一度 STARTTLS に対応していると示しています。これは規格で禁じられています。
probe-starttls-inside-remedy = サーバーのソフトウェアを更新し、STARTTLS は TLS の前だけで示すようにしてください。
probe-no-implicit = ポート{ $port }(最初から TLS を使うポート)がありません。お客様が使えるのは、ポート{ $instead }の STARTTLS だけです。
probe-no-implicit-remedy = ポート{ $port }を開いてお客様にお勧めし、ポート{ $instead }から順に移っていただいてください(RFC 8314 4.1)。

## コマンドの挿入
probe-injection = STARTTLS のあとに暗号化せずに送ったコマンドが、TLS の中で実行されました({ $variants })。別の方法による2回目の確認でも同じ結果でした。通信の途中にいる人が、ほかの利用者の通信にコマンドを挿入し、メールやパスワードを手に入れることができます。
probe-injection-remedy = サーバーのソフトウェア、または手前にある中継装置を、すぐに更新してください。TLS を始めるときに、それまでに読み込んだものを捨てる必要があります。更新までは、最初から TLS を使うポートだけをお客様にご案内ください。
probe-injection-unsure = 1回目の確認ではコマンドが実行されたように見えましたが({ $variants })、別の方法による2回目の確認では認められませんでした。
probe-injection-unsure-remedy = もう一度診断してください。同じ結果が続く場合は、ソフトウェアの提供元にお確かめください。ここでは脆弱性とは判断していません。
probe-injection-none = TLS の前に挿入したコマンドは、実行されませんでした({ $count }通りで確認)。
probe-injection-none-remedy = { probe-nothing }
probe-injection-undecided = 挿入したコマンドが実行されるかどうかを、すべての方法では確認できませんでした({ $variants }): { $why }
probe-injection-undecided-remedy = 時間をおいて、--port でこのポートだけを診断してください。
probe-injection-answered = STARTTLS のあとに暗号化せずに送ったコマンドに、暗号化せずに応答しました({ $variants })。TLS の中では実行されていません。
probe-injection-answered-remedy = サーバーのソフトウェアを更新してください。STARTTLS のあとは、暗号化していないものを受け付けてはなりません。
probe-response-injection = TLS の前に挿入された応答をメールソフトが受け入れるかどうかは、ここからは確認できません。このサーバーではなく、メールソフトによって決まるためです。
probe-response-injection-remedy = 最初から TLS を使うポートには、その隙がありません。お客様にはそちらをお勧めください。

## TLS の前の状態
probe-state-kept = 暗号化せずに伝えた送信者が、TLS の中でも有効でした:「{ $line }」。TLS を始めるときに、それまでの内容は忘れる必要があります。
probe-state-kept-remedy = サーバーのソフトウェアを更新してください。TLS を始めたあとは、最初からやり直す必要があります(RFC 3207 4.2)。
probe-state-forgotten = 暗号化せずに伝えた内容は、TLS を始めるときに忘れられています。
probe-state-forgotten-remedy = { probe-nothing }
probe-state-undecided = 暗号化せずに伝えた内容が忘れられるかどうかを、確認できませんでした: { $why }
probe-state-undecided-remedy = 時間をおいて、--port でこのポートだけを診断してください。

## ログイン
probe-auth-clear = TLS なしのログインを受け付けると示しています({ $mechanisms })。パスワードを通信の途中で読み取れます。
probe-auth-clear-remedy = ログインは TLS の中だけで受け付けてください(Postfix は smtpd_tls_auth_only = yes、Dovecot は ssl = required)。これまでのパスワードは知られている可能性があるため、変更をご案内ください。
probe-auth-clear-challenge = TLS なしのログインを受け付けると示しています({ $mechanisms })。パスワードそのものは流れませんが、時間をかけて推測でき、メールの内容も読み取れます。
probe-auth-clear-challenge-remedy = ログインは TLS の中だけで受け付けてください。
probe-auth-after-tls = TLS の前には、ログインを受け付けていません。
probe-auth-after-tls-remedy = { probe-nothing }

## TLS
probe-tls-current = 現在の版だけを受け付けています({ $versions })。
probe-tls-current-remedy = { probe-nothing }
probe-tls-old = 廃止された版も受け付けています({ $versions })。
probe-tls-old-remedy = TLS 1.2 以降だけを許可してください。その代わり、2014年ごろより前のメールソフトは接続できなくなります。どれだけ使われているかは、ログでご確認ください。
probe-tls-only-old = { $versions } より新しい版を受け付けません。現在のメールソフトは接続を拒みます。
probe-tls-only-old-remedy = サーバーのソフトウェアまたは TLS ライブラリーを更新し、TLS 1.2 と 1.3 を許可してください。
probe-tls-weak-suite = 保護が弱いか、保護のない暗号スイートを受け付けています({ $suite })。
probe-tls-weak-suite-remedy = 暗号の一覧から、NULL、EXPORT、RC4、DES、3DES を除いてください。
probe-tls-undecided = 古い版の TLS を受け付けるかどうかを、確認できませんでした: { $why }
probe-tls-undecided-remedy = 時間をおいて、--port でこのポートだけを診断してください。

## 証明書
probe-cert-good = 証明書は、名前が一致し、信頼されたルート証明書につながり、{ $until } まで有効です(あと{ $days }日)。
probe-cert-good-remedy = { probe-nothing }
probe-cert-name = 証明書は { $host } のものではありません。証明書に書かれた名前: { $names }
probe-cert-name-remedy = { $fits ->
    [none] { $host } の証明書を取得してください。
   *[other] { $host } の証明書を取得するか、{ $fits } がこのサーバーを指す場合は、メールソフトのサーバー名を { $fits } に変えていただいてください。それで、証明書についての表示は出なくなります。
}その表示を無視していただく場合は、その代わりに、別のサーバーがパスワードを読み取っていても気づけなくなります。
probe-cert-common-name = 名前がコモンネーム({ $name })にしかありません。現在のメールソフトは、そこを確認しません。
probe-cert-common-name-remedy = サブジェクト代替名(dNSName)に名前のある証明書を取得してください。現在の認証局は、すべてこの形で発行しています。
probe-cert-expired = 証明書の有効期限は { $until } でした。
probe-cert-expired-remedy = 更新してサーバーに読み込ませ、自動で更新されなかった理由をお調べください。
probe-cert-not-yet = 証明書の有効期間は { $from } からです。
probe-cert-not-yet-remedy = サーバーとこの機械の時計をご確認ください。時計が正しければ、それまで以前の証明書をお使いください。
probe-cert-expiring = 証明書の有効期限は { $until } です(あと{ $days }日)。
probe-cert-expiring-remedy = 今のうちに更新し、サーバーに新しい証明書を読み込ませてください。
probe-cert-self-signed = 証明書は自分自身で署名したものです({ $subject })。ほかの人が作ったものと見分けられません。
probe-cert-self-signed-remedy = メールソフトが信頼する認証局から取得してください。無料の認証局もあります。
probe-cert-untrusted = 証明書は、ここで信頼しているルート証明書につながりません(発行者: { $issuer })。
probe-cert-untrusted-remedy = メールソフトが信頼する認証局から取得してください。社内用の認証局の場合は、そのルート証明書を --trust で指定してください。
probe-cert-path = 証明書のつながりの途中に誤りがあります: { $because }({ $subject })
probe-cert-path-remedy = 正しい一式を、認証局にお問い合わせください。
probe-cert-incomplete = 中間CA証明書({ $issuer })が送られていません。自分で見つけるメールソフトもありますが、確認を求める表示を出すものもあります。
probe-cert-incomplete-remedy = 証明書のファイルで、サーバーの証明書のあとに中間CA証明書を続けてください(fullchain と呼ばれるファイル)。
probe-cert-purpose = 証明書はサーバー用ではありません(利用目的: { $present })。
probe-cert-purpose-remedy = サーバー用(利用目的が serverAuth)の証明書を取得してください。
probe-cert-weak-key = 証明書のつながりに、短い鍵があります: { $bits } ビット
probe-cert-weak-key-remedy = RSA は2048ビット以上、または P-256 の鍵を作り、証明書を取得し直してください。
probe-cert-weak-signature = 古い方式で署名された証明書があります({ $algorithm })。
probe-cert-weak-signature-remedy = 発行し直してもらってください。認証局は何年も前から SHA-256 で署名しています。
probe-cert-unreadable = サーバーの証明書を読み取れませんでした: { $why }
probe-cert-unreadable-remedy = 証明書のファイルをご確認のうえ、発行し直してもらってください。
probe-cert-no-anchors = ルート証明書が手元にないため、証明書が信頼されるかどうかを確認できませんでした。
probe-cert-no-anchors-remedy = システムのルート証明書の一覧(ca-certificates)を入れるか、--trust でファイルを指定してください。

## 表示
probe-title = STARTTLS診断
probe-heading = STARTTLS診断: { $host }
probe-address = { $address }、{ $time }
probe-address-many = { $address }({ $count }個のアドレスの1つ)、{ $time }
probe-outcome = { $outcome ->
    [good] 誤りは見つかりませんでした
    [fault] 誤りが見つかりました
    [absent] これらのポートで応答したサーバーはありません
   *[undecided] すべては確認できませんでした
}
probe-outcome-short = { $outcome ->
    [good] 良好
    [fault] 誤り
    [absent] なし
   *[undecided] 不明
}
probe-severity = { $severity ->
    [good] 良好
    [note] 参考
    [undecided] 不明
    [warning] 注意
   *[fault] 誤り
}
probe-points = 100点中{ $points }点
probe-no-points = 点数なし
probe-score = 点数
probe-port = ポート
probe-result = 結果
probe-remedy = 対処: { $text }
probe-source = 根拠: { $source }
probe-banner = 最初の応答: { $banner }
probe-tls = { $version }、{ $suite }
probe-whole-host = ホスト全体
probe-rule = 点数: ポートごとに{ $full }点から始め、誤り1つで{ $fault }点、注意1つで{ $warning }点を引きます。メールやパスワードを途中で読んだり変えたりできるポートは、{ $hole }点までです。ホストの点数は最も低いポートの点数で、ホスト全体の注意1つにつき{ $warning }点を引きます。
probe-limits = 確認していないもの: MTA-STS、TLS-RPT、DANE、証明書の失効、このホストのほかのアドレス。メールもパスワードも送信していません。
probe-working = { $host } のポート{ $port }を診断しています
probe-hosts-done = { $all }台中{ $done }台
probe-html-written = { $file } に書き出しました
probe-summary = { $all }台: 誤りなし { $good }台、誤りあり { $fault }台、確認できず { $undone }台
probe-undone = { $host }: { $why }

## 始められないとき
cli-probe-host = { $why }
cli-probe-no-hosts = 診断するホストがありません
cli-probe-no-hosts-hint = ホスト名を指定するか、1行に1つずつ書いたファイルを --from-file で指定してください
cli-probe-line = { $file } の{ $line }行目: { $why }
cli-probe-too-many = { $file } のホストが { $limit } を超えています
cli-probe-impossible = 診断を始められませんでした: { $why }
cli-probe-no-address = { $host } のアドレスが見つかりません: { $why }
cli-probe-nothing-answered = { $host }: これらのポートで応答したサーバーはありません
cli-probe-undecided = { $host }: すべては確認できませんでした
