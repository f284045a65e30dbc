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
probe-preauth = 最初の応答が「ログイン済み」です(「{ $line }」)。この状態では STARTTLS を使えず、通信は暗号化されないままになります。
probe-preauth-remedy = 最初の応答を OK にし、ログインは TLS の中で行ってください。PREAUTH は、すでに保護されている接続のためのものです。
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

## ドメインの名前解決
probe-mx-found = メールサーバーが{ $count }台示されています{ $proof ->
    [secure] (DNSSEC で確認済み)
    [insecure] (ゾーンは DNSSEC で署名されていません)
   *[other] {""}
}。
probe-mx-found-remedy = { probe-nothing }
probe-mx-none = { $domain } にはメールサーバーの指定(MX)がありません。送信側は、ドメイン自身のアドレスに送ります。
probe-mx-none-remedy = MX レコードを公開してください。メールを受け取らないドメインの場合は「MX 0 .」でそれを示せます(RFC 7505)。
probe-mx-null = { $domain } はメールを受け取りません。
probe-mx-null-remedy = { probe-nothing }
probe-mx-no-name = { $domain } というドメインはありません。
probe-mx-no-name-remedy = つづりをご確認ください。ご自身のドメインの場合は、登録と委任をご確認ください。
probe-dns-undecided = { $name } の DNS の内容を確認できませんでした: { $why }
probe-dns-undecided-remedy = 時間をおいて、もう一度お試しください。毎回同じ場合は、ゾーンのネームサーバーを1台ずつご確認ください。
probe-dns-bogus = { $name } の応答は、DNSSEC の検証に通りませんでした。署名の期限が切れているか、内容や上位ゾーンの示す鍵と一致していません。検証するリゾルバーは応答を返さないため、メールは届きません。
probe-dns-bogus-remedy = ゾーンに署名し直し、レジストラに登録した DS レコードとゾーンの鍵を照合してください。
probe-dnssec-unusable = この機械のネームサーバーは DNSSEC に必要な内容を渡さないため、DNS の内容の裏付けを確認できませんでした。
probe-dnssec-unusable-remedy = --dns アドレス で、別のネームサーバーを指定してください。家庭用のルーターでは、よくあることです。
probe-mx-alias = メールサーバー名 { $host } は { $target } の別名(CNAME)です。規格で禁じられていて、送信を断る送信側があるほか、証明書や TLSA がどちらの名前で探されるかが定まりません。
probe-mx-alias-remedy = MX レコードに { $target } を書くか、{ $host } にアドレスを直接設定してください。
probe-mx-no-address = メールサーバー { $host } のアドレスがありません。
probe-mx-no-address-remedy = アドレスを公開するか、MX レコードから外してください。
probe-mx-left-out = ほかの{ $count }台のメールサーバーは診断していません。
probe-mx-left-out-remedy = 名前を指定して診断してください。
probe-transport-open = { $domain } に送る側に TLS を求めるものがありません。通信の途中にいる人が STARTTLS の案内を取り除くと、メールは暗号化されずに流れます。
probe-transport-open-remedy = MTA-STS のポリシーを公開してください。はじめは testing とし、レポート(TLS-RPT)を確かめてから enforce にします。または、ゾーンに DNSSEC で署名して TLSA レコード(DANE)を公開してください。その代わり、どちらも、証明書やレコードに誤りがある間はメールが届きません。

## MTA-STS
probe-sts-none = MTA-STS のポリシーはありません。
probe-sts-none-remedy = { probe-nothing }DANE もない場合は、公開をご検討ください。
probe-sts-record-fault = MTA-STS のレコードに誤りがあります: { $why }。送信側は、ポリシーがないものとして扱います。
probe-sts-record-fault-remedy = _mta-sts の TXT レコードを1つだけ公開してください: v=STSv1; id=20260101000000;(id は英数字で、変更のたびに新しくします)
probe-sts-fetch = MTA-STS のポリシーを取得できませんでした: { $why }。以前に取得していない送信側は、ポリシーがないものとして扱います。
probe-sts-fetch-remedy = https://mta-sts.ドメイン/.well-known/mta-sts.txt で、公的な認証局が発行した mta-sts.ドメイン の証明書を使って公開してください。
probe-sts-redirect = MTA-STS のポリシーのアドレスが、別の場所へ転送しています(状態 { $status })。転送先は使われません。
probe-sts-redirect-remedy = そのアドレスで直接、状態200で公開してください。
probe-sts-content-type = MTA-STS のポリシーの種類が「{ $found }」になっています。text/plain だけが有効です。
probe-sts-content-type-remedy = text/plain で公開してください。
probe-sts-too-long = MTA-STS のポリシーが { $limit } バイトを超えています。
probe-sts-too-long-remedy = ポリシーの数行だけを公開してください。
probe-sts-policy-fault = MTA-STS のポリシーとして読み取れません: { $why }
probe-sts-policy-fault-remedy = version: STSv1、mode:、mx:(サーバーごとに1行)、max_age: の行が必要です。
probe-sts-enforce = MTA-STS は enforce です({ $days }日間有効)。対応する送信側は、TLS と名前の一致する証明書があるときだけ送ります。
probe-sts-enforce-remedy = { probe-nothing }
probe-sts-testing = MTA-STS は testing です({ $days }日間有効)。問題があれば報告されますが、メールはそのまま送られます。
probe-sts-testing-remedy = 数週間レポートに問題がなければ、mode: enforce にして、id を新しくしてください。
probe-sts-mode-none = MTA-STS のポリシーは「ない」と示しています(mode: none)。
probe-sts-mode-none-remedy = { probe-nothing }ポリシーを取り下げるときの書き方です。
probe-sts-short-age = MTA-STS のポリシーの有効期間が{ $hours }時間しかありません。その間だけ取得を妨げられると、ポリシーは効かなくなります。
probe-sts-short-age-remedy = max_age を数週間にしてください(1209600 で2週間)。
probe-sts-unnamed = MTA-STS のポリシーに、メールサーバー { $host } がありません(書かれた名前: { $names })。ポリシーに従う送信側は、そこへ送りません。
probe-sts-unnamed-remedy = ポリシーに mx: { $host } の行を加えて id を新しくするか、MX レコードから外してください。
probe-sts-unused = MTA-STS のポリシーに、MX レコードにないサーバーがあります: { $names }
probe-sts-unused-remedy = { probe-nothing }今後使わない場合は、削除してください。
probe-sts-no-tls = MTA-STS は TLS を求めていますが、{ $host } は TLS を使えません。ポリシーに従う送信側は、そこへ送りません。
probe-sts-no-tls-remedy = STARTTLS を有効にするか、それまでポリシーを取り下げてください(mode: none)。
probe-sts-certificate = MTA-STS は名前の一致する証明書を求めていますが、{ $host } の証明書は条件を満たしません({ $why })。ポリシーに従う送信側は、そこへ送りません。
probe-sts-certificate-remedy = 公的な認証局から { $host } の証明書を取得し、中間CA証明書もあわせて設定してください。
probe-sts-host-good = { $host } は MTA-STS のポリシーの求めるとおりです。
probe-sts-host-good-remedy = { probe-nothing }

## レポート
probe-report-none = TLS に失敗したときの報告先がありません(TLS-RPT レコードなし)。
probe-report-none-remedy = _smtp._tls の TXT レコードを公開してください: v=TLSRPTv1; rua=mailto:tls-reports@ドメイン
probe-report-fault = 報告先のレコードに誤りがあります: { $why }
probe-report-fault-remedy = _smtp._tls の TXT レコードを1つだけ公開してください: v=TLSRPTv1; rua=mailto:tls-reports@ドメイン
probe-report-found = TLS に失敗したときの報告先: { $targets }
probe-report-found-remedy = { probe-nothing }

## DANE
probe-dane-none = { $host } には TLSA レコード(DANE)がありません。
probe-dane-none-remedy = { probe-nothing }
probe-dane-insecure = { $host } には TLSA レコードがありますが、DNSSEC の裏付けがありません。規格のとおり、どの送信側も使いません。
probe-dane-insecure-remedy = ドメインとメールサーバーのゾーンに DNSSEC で署名し、上位のゾーンに DS レコードを登録してください。
probe-dane-unknown = { $host } に TLSA レコードがあるかどうかを確認できませんでした: { $why }。DANE に対応する送信側は、確認できるまでメールを送りません。
probe-dane-unknown-remedy = ゾーンのネームサーバーが TLSA の問い合わせに応答するようにしてください(「ない」という応答でかまいません)。
probe-dane-unusable = { $host } の TLSA レコードに、メールで使えるものがありません。DANE に対応する送信側は TLS を求めますが、証明書は確認しません。
probe-dane-unusable-remedy = 3 1 1(サーバー自身の鍵)または 2 1 1(認証局)のレコードを公開してください。
probe-dane-misused = TLSA レコード { $record } は、メールでは使えません({ $why })。
probe-dane-misused-remedy = 差し替えてください。メールで使えるのは、用途3(サーバー自身)と用途2(認証局)だけです。
probe-dane-good = { $host } の証明書は TLSA レコード({ $record })のとおりで、DNSSEC の裏付けもあります。
probe-dane-good-remedy = { probe-nothing }
probe-dane-mismatch = { $host } の証明書は TLSA レコードと一致しません({ $why })。DANE に対応する送信側は、そこへ送りません。
probe-dane-mismatch-remedy = 使用中の証明書の TLSA レコードを公開してください。証明書を替えるときは、先に新しいレコードを並べて公開し、有効時間(TTL)の2倍を待ってください。
probe-dane-no-tls = { $host } には TLSA レコードがありますが、TLS を使えません。DANE に対応する送信側は、そこへ送りません。
probe-dane-no-tls-remedy = STARTTLS を有効にするか、それまでレコードを外してください。
probe-host-unseen = { $host } の証明書を確認できませんでした: { $why }
probe-host-unseen-remedy = ポート25に接続できる機械から診断してください。ポート25への発信を止めている接続事業者も多くあります。

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
probe-limits = 確認していないもの: 証明書の失効、このホストのほかのアドレス、ドメインが送信側に求める条件(MTA-STS、TLS-RPT、DANE は --domain で診断します)。メールもパスワードも送信していません。
probe-unseen = メールやログインなしではわからないため試していないもの: 途中で切れたメールの扱い、再開した TLS セッションに引き継がれるもの、ログインが STARTTLS のあとも残るかどうか。記録に攻撃のように残るため試していないもの: メールのポートでのほかのプロトコル、途中で止めたハンドシェイク。再ネゴシエーションや特殊なレコードは、testssl.sh で調べられます。
probe-limits-domain = 確認していないもの: 証明書の失効、各サーバーのほかのアドレス。メールもパスワードも送信していません。
probe-rule-domain = ドメインの点数は、最も低いメールサーバーの点数から、ドメインについての誤りと注意の分を同じ配点で引いたものです。
probe-heading-domain = メールドメインの診断: { $domain }
probe-outcome-domain = { $outcome ->
    [good] 誤りは見つかりませんでした
    [fault] 誤りが見つかりました
   *[undecided] すべては確認できませんでした
}
probe-whole-domain = ドメイン全体
probe-mail-server = メールサーバー
probe-server = メールサーバー { $host }
probe-demanded = 送信側への条件
probe-demand = { $demand ->
    [opportunistic] なし
    [encrypted] TLS
    [dane] TLS と DNS に示した証明書(DANE)
    [mta-sts-enforce] TLS と名前の一致する証明書(MTA-STS)
    [mta-sts-testing] まだなし(MTA-STS は testing)
   *[wait] 確認できるまで送らない
}
probe-summary-domains = { $all }ドメイン: 誤りなし { $good }、誤りあり { $fault }、確認できず { $undone }
probe-working-name = { $name } を診断しています
probe-working = { $host } のポート{ $port }を診断しています
probe-hosts-done = { $all }台中{ $done }台
probe-html-written = { $file } に書き出しました
probe-summary = { $all }台: 誤りなし { $good }台、誤りあり { $fault }台、確認できず { $undone }台
probe-undone = { $host }: { $why }

## 始められないとき
cli-probe-host = { $why }
cli-probe-no-hosts = 診断するホストやドメインがありません
cli-probe-no-hosts-hint = ホスト名か --domain を指定するか、1行に1つずつ書いたファイルを --from-file、--domains-from で指定してください
cli-probe-line = { $file } の{ $line }行目: { $why }
cli-probe-too-many = { $file } のホストが { $limit } を超えています
cli-probe-impossible = 診断を始められませんでした: { $why }
cli-probe-no-address = { $host } のアドレスが見つかりません: { $why }
cli-probe-nothing-answered = { $host }: これらのポートで応答したサーバーはありません
cli-probe-undecided = { $host }: すべては確認できませんでした
