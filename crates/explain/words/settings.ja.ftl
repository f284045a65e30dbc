# 設定のご案内と、お客様のためのセルフチェック。メニューの名前は、各ソフトの表示のまま引用します。
settings-title = { $name } のメールの設定
settings-spared = 送信サーバーが { $smtp-host }、ポートが { $smtp-port }、暗号化が「SSL/TLS」の方は、対応の必要はありません。
settings-incoming-imap = 受信(IMAP)
settings-incoming-pop3 = 受信(POP3)
settings-outgoing = 送信(SMTP)
settings-login = ユーザー名
settings-password = パスワード
settings-password-value = メールアカウントのパスワード(受信と送信で共通)
settings-server = { $host }、ポート { $port }、{ $security }
settings-security-implicit = SSL/TLS
settings-security-starttls = STARTTLS
settings-login-address = メールアドレス全体
settings-login-local = メールアドレスの @ より前の部分
settings-why = ポート465では、通信が最初から暗号化されます。ポート587と25では暗号化されずに始まり、途中にいる人がその始まりに手を加えられます(RFC 8314)。
settings-title-any = メール送信の設定: ポート465
settings-spared-any = 送信のポートが465、暗号化が「SSL/TLS」の方は、対応の必要はありません。
settings-any-smtp = ご契約の事業者の送信サーバー
settings-any-imap = ご契約の事業者の受信サーバー
settings-any-login = ご契約の事業者から案内されたもの
settings-any-short = (事業者の案内のもの)
settings-old = 提供元の更新が終わったメールソフト
settings-source = 出典: { $source } [{ $confidence }]

# Labels of the window for the server: server | port | encryption | its word for TLS from the first byte.
settings-picture = { $program } の送信設定の図: サーバー、ポート、暗号化
settings-outlook-new-fields = 送信サーバー|ポート|セキュリティで保護された接続の種類|SSL/TLS
settings-outlook-classic-fields = サーバー|ポート|暗号化方法|SSL/TLS
settings-thunderbird-fields = サーバー名|ポート番号|接続の保護|SSL/TLS
settings-apple-mail-fields = ホスト名|ポート|TLS/SSLを使用|☑
settings-iphone-fields = ホスト名|サーバポート|SSLを使用|オン
settings-gmail-app-fields = SMTP サーバー|ポート|セキュリティの種類|SSL/TLS
settings-becky-fields = SMTPサーバー|SMTP(S) のポート|SMTPS|☑
settings-outlook-mac-fields = 送信サーバー|ポート|SSL を使用して接続|☑
settings-thunderbird-android-fields = 送信サーバー|ポート|セキュリティ|SSL/TLS
settings-hidemaru-fields = 送信メールサーバー(SMTPサーバー)|SMTP over SSL のポート番号|SMTP over SSL|☑
settings-shuriken-fields = 送信サーバ|ポート番号|SSL|☑

settings-outlook-new-note = このソフトは、Microsoft のサーバーを通じてメールを受信し、パスワードもそこに渡ります。望まない場合は、ほかのソフトをお選びください。
settings-outlook-new-1 = 「設定」(歯車)-「アカウント」-「自分のアカウント」で、アカウントの「管理」を選びます。サーバーを変更する欄がないときは、アカウントを削除し、次の手順で追加し直します(サーバー上のメールは残ります)。
settings-outlook-new-2 = 「アカウントの追加」でアドレスを入力し、IMAP と「表示を増やす」を選びます。受信は { $in-host }、ポート { $in-port }、送信は { $smtp-host }、ポート { $smtp-port }、セキュリティで保護された接続は「SSL/TLS」です。
settings-outlook-new-3 = 自分あてに1通送って確認します。
settings-outlook-classic-1 = 「ファイル」-「アカウント設定」-「サーバーの設定」を開きます。
settings-outlook-classic-2 = 「送信メール」のサーバーを { $smtp-host }、ポートを { $smtp-port } にします。
settings-outlook-classic-3 = 暗号化方法を{ $smtp-security ->
    [implicit] 「SSL/TLS」
   *[starttls] 「STARTTLS」
}にします。「送信サーバー (SMTP) は認証が必要」はオンのままにします。
settings-outlook-classic-4 = 「次へ」を選び、自分あてに1通送って確認します。
settings-thunderbird-1 = ≡ -「アカウント設定」-「送信 (SMTP) サーバー」でサーバーを選び、「編集」を選びます。
settings-thunderbird-2 = サーバー名を { $smtp-host }、ポート番号を { $smtp-port } にします。
settings-thunderbird-3 = 「接続の保護」を{ $smtp-security ->
    [implicit] 「SSL/TLS」
   *[starttls] 「STARTTLS」
}、「認証方式」を「通常のパスワード認証」(TLS の中なので途中では読めません)、ユーザー名を{ $login }にします。
settings-thunderbird-4 = 「OK」を選び、自分あてに1通送って確認します。ドメインが設定を公開している場合、新しいアカウントには自動で入ります。
settings-apple-mail-1 = 「メール」-「設定」-「アカウント」でアカウントを選び、「サーバ設定」を開きます。
settings-apple-mail-2 = 「送信用メールサーバ(SMTP)」で、「接続設定を自動的に管理」のチェックを外します。
settings-apple-mail-3 = ホスト名を { $smtp-host }、ポートを { $smtp-port } にし、「TLS/SSLを使用」にチェックを入れ、認証を「パスワード」にします。
settings-apple-mail-4 = 「保存」を選び、自分あてに1通送って確認します。
settings-iphone-note = 構成プロファイルを使うと、一度に設定できます。署名がないことが表示されますが、インストールする前に内容をご覧いただけます。
settings-iphone-1 = 「設定」-「アプリ」-「メール」-「メールアカウント」(iOS 17以前は「設定」-「メール」-「アカウント」)でアカウント、アドレス、「SMTP」の順に選びます。
settings-iphone-2 = 「プライマリサーバ」のサーバーを選びます。
settings-iphone-3 = ホスト名を { $smtp-host }、「SSLを使用」をオン、認証を「パスワード」、サーバポートを { $smtp-port } にします。
settings-iphone-4 = 「完了」を選び、自分あてに1通送って確認します。
settings-gmail-app-1 = ≡ -「設定」で、アカウント(Google 以外のもの)を選びます。
settings-gmail-app-2 = 「送信設定」で、SMTP サーバーを { $smtp-host }、ポートを { $smtp-port } にします。
settings-gmail-app-3 = 「セキュリティの種類」を{ $smtp-security ->
    [implicit] 「SSL/TLS」
   *[starttls] 「STARTTLS」
}にし、「ログインが必要」をオンにします。
settings-gmail-app-4 = 「次へ」を選び、自分あてに1通送って確認します。
settings-becky-1 = 「ツール」-「メールボックスの設定」-「基本設定」で、SMTPサーバーを { $smtp-host } にし、{ $smtp-security ->
    [implicit] 「SMTPS」にチェックを入れます
   *[starttls] STARTTLS を有効にします
}。
settings-becky-2 = 「詳細」で、SMTP(S) のポートを { $smtp-port } にし、SMTP認証を有効にします。
settings-becky-3 = 「OK」を選び、自分あてに1通送って確認します。
settings-outlook-mac-note = 「新しい Outlook」がオンの場合、Windows の新しい Outlook と同じく、Microsoft のサーバーを通じてメールを受信します。
settings-outlook-mac-1 = 「ツール」-「アカウント」でアカウントを選びます(新しい Outlook では「Outlook」-「設定」-「アカウント」)。
settings-outlook-mac-2 = 送信サーバーを { $smtp-host }、ポートを { $smtp-port } にし、{ $smtp-security ->
    [implicit] 「SSL を使用して接続」にチェックを入れます
   *[starttls] STARTTLS を有効にします
}。
settings-outlook-mac-3 = 自分あてに1通送って確認します。
settings-thunderbird-android-1 = ≡ -「設定」でアカウントを選び、「メールの送信」-「送信サーバー」を開きます。
settings-thunderbird-android-2 = サーバーを { $smtp-host }、セキュリティを{ $smtp-security ->
    [implicit] 「SSL/TLS」
   *[starttls] 「STARTTLS」
}、ポートを { $smtp-port }、ユーザー名を{ $login }にします。
settings-thunderbird-android-3 = 保存し、自分あてに1通送って確認します。
settings-hidemaru-1 = 「設定」-「アカウント毎の設定」-「メールサーバー」で、「送信メールサーバー(SMTPサーバー)」を { $smtp-host } にし、「SMTP-AUTH」を有効にします。
settings-hidemaru-2 = 「詳細」で、「SMTP over SSL」にチェックを入れ、ポートを { $smtp-port } にします。「STARTTLSを使用」の{ $smtp-security ->
    [implicit] チェックは外します
   *[starttls] チェックも入れます
}。
settings-hidemaru-3 = 「OK」を選び、自分あてに1通送って確認します。
settings-shuriken-1 = 「ツール」-「アカウントの設定」でアカウントを選び、「設定変更」を開きます。
settings-shuriken-2 = 送信サーバを { $smtp-host }、ポート番号を { $smtp-port } にし、{ $smtp-security ->
    [implicit] SSL にチェックを入れ
   *[starttls] STARTTLS を有効にし
}、SMTP認証を有効にします。
settings-shuriken-3 = 「OK」を選び、自分あてに1通送って確認します。
settings-outlook-2010-note = Windows 7 では、Windows の設定を変えないと TLS 1.2 を使えません。多くのサーバーは、それ以上を求めます。セキュリティ更新も終わっています。
settings-outlook-2010-1 = 「ファイル」-「アカウント設定」-「アカウント設定」でアカウントを選び、「変更」-「詳細設定」を開きます。
settings-outlook-2010-2 = 「送信サーバー」で「送信サーバー (SMTP) は認証が必要」にチェックを入れます。
settings-outlook-2010-3 = 「詳細設定」で送信サーバー (SMTP) を { $smtp-port }、使用する暗号化接続の種類を{ $smtp-security ->
    [implicit] 「SSL」
   *[starttls] 「TLS」
}にします。
settings-outlook-2010-4 = 「OK」-「次へ」を選ぶと、テストのメールが送られます。
settings-windows-mail-note = 2024年12月31日に提供が終わり、メールを送信できなくなりました。ほかのソフトをお選びください。
settings-windows-mail-1 = 「設定」-「アカウントの管理」でアカウントを選び、「メールボックスの同期設定を変更」を開きます。
settings-windows-mail-2 = 「メールボックスの詳細設定」で、送信メール サーバーを { $smtp-host }:{ $smtp-port }:1 にし、「送信メールには SSL が必要」にチェックを入れます。
settings-windows-mail-3 = 「完了」-「保存」を選びます。
settings-windows-live-mail-note = 2017年1月10日に提供が終わり、セキュリティ更新もありません。
settings-windows-live-mail-1 = アカウントを右クリックし、「プロパティ」-「詳細設定」を開きます。
settings-windows-live-mail-2 = 送信メール (SMTP) を { $smtp-port } にし、「このサーバーはセキュリティで保護された接続 (SSL) が必要」にチェックを入れます。「サーバー」では送信メールを { $smtp-host } にし、「このサーバーは認証が必要」にチェックを入れます。
settings-windows-live-mail-3 = 「OK」を選び、自分あてに1通送って確認します。
settings-outlook-express-note = TLS 1.0 までしか使えず、動く Windows のセキュリティ更新も2014年に終わっています。
settings-outlook-express-1 = 暗号化して送信できる設定がありません。別のパソコンで、ほかのソフトをお使いください。

## セルフチェック
self-check-title = 設定の変更が必要かどうかの確認
self-check-intro = メールソフトの送信サーバー(SMTP)の設定で、ポートと暗号化の2つをご確認ください。
self-check-question-port = ポートはどれですか
self-check-question-encryption = 暗号化の設定はどれですか
self-check-button = 結果を見る
self-check-port-465 = 465
self-check-port-587 = 587
self-check-port-25 = 25
self-check-port-other = そのほか
self-check-port-unknown = わからない
self-check-encryption-tls = SSL、TLS、SSL/TLS
self-check-encryption-starttls = STARTTLS
self-check-encryption-auto = 自動、または「使用可能な場合はTLS」
self-check-encryption-none = なし
self-check-encryption-unknown = わからない
self-check-nothing-who = 次の方は、対応の必要はありません: ポート465で SSL/TLS をお使いの方、Webメールだけをお使いの方。
self-check-nothing-short = 対応の必要はありません
self-check-nothing = 通信は最初から暗号化されています。
self-check-change-who = ご都合のよいときに変更していただきたい方: STARTTLS をお使いの方
self-check-change-short = ご都合のよいときに、ポート465に変更してください
self-check-change = 暗号化はされていますが、通信は暗号化されずに始まります。ポートを465、暗号化を SSL/TLS にしてください。手順は、お使いのソフトのご案内にあります。
self-check-change-now-who = 早めに変更していただきたい方: 暗号化なし、または「使用可能な場合」だけの方
self-check-change-now-short = 早めに変更してください
self-check-change-now = パスワードが、暗号化されずに流れることがあります。ポートを465、暗号化を SSL/TLS にしたあと、パスワードも変更してください。途中で読まれたかどうかは、だれにもわかりません。
self-check-mismatch-who = ポートと暗号化の組み合わせが合わない方
self-check-mismatch-short = ポート465、SSL/TLS にしてください
self-check-mismatch = ポート465は SSL/TLS、ポート587は STARTTLS と組み合わせます。STARTTLS を「TLS」と表示するソフトもあります。ポート465と SSL/TLS なら、迷うことはありません。
self-check-look-who = まず設定を確認していただきたい方
self-check-look-short = 設定をご確認ください
self-check-look = 確認する場所は、お使いのソフトのご案内にあります。ご契約の事業者が独自のポートを案内している場合は、そちらにお問い合わせください。

## 画面
guide-lead = メールソフトごとの手順と、ポート465で送信するための設定値です。
guide-values = 設定値
guide-choose = メールソフトを選ぶ
guide-which = メールアドレスのドメインはどれですか
guide-which-hint = @ のあとの部分です。使うのはここだけです。
guide-which-go = 設定値を表示する
guide-unknown = このドメインの設定値は、このサーバーにはありません。次の手順はどの事業者でも共通です。サーバーの名前は、ご契約の事業者の案内をご覧ください。
guide-by-itself = 設定値が自動で入ります
guide-self-check = 対応が必要かどうか迷うときは、2つの質問へ
guide-profile = 一度に設定する(iPhone、iPad、Mac)
guide-profile-text = お使いのアドレス用の構成プロファイルです。サーバーの名前とポートだけが入り、パスワードは入りません。署名がないことは、インストールの前に表示されます。
guide-profile-address = メールアドレス
guide-profile-go = プロファイルをダウンロードする
guide-profile-fault = このサーバーに設定値があるドメインのアドレスではありません。
guide-all = すべてのメールソフト
guide-program-title = { $program }: ポート465の設定
guide-picture-note = 画面の写真ではなく図です。項目の名前がどこまで確かかは、出典に書いてあります。

## 作成できないとき
cli-settings-impossible = 設定を作成できません: { $why }
cli-settings-no-domain = ドメインがありません。種類のあとに指定してください
cli-settings-no-smtp = 送信サーバーの指定がありません
cli-settings-no-fetching = 受信サーバーの指定がありません
cli-settings-servers-hint = 例: --smtp smtp.example.com --imap imap.example.com
cli-settings-no-address = メールアドレスがありません。--address で指定してください
cli-settings-port = { $text } のコロンのあとがポート番号ではありません
cli-settings-program = { $name } のご案内はありません。ご案内のあるもの: { $known }
