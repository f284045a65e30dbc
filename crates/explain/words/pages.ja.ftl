# ページの言葉: 2016年1月の舞台、見本のメール、証明書検索、公表ページ。用語と文体は用語集のとおり。

# 主なページ
nav-seen = 画面の表示から調べる
nav-lookup = 証明書検索
nav-guide = メールソフトの設定
nav-save = メールの保存方法
nav-stage = 2016年1月の事例
web-pictures-others = ほかのメールソフト(文言が確認できていないもの)
start-no-file = ファイルがない場合: 画面の表示から調べる
nav-samples = 見本のメール

# 2016年1月の舞台
stage-title = 2016年1月を再現する
stage-lead = 2016年1月19日に送られた1通の署名付きメールを、4つの日に開いてみます。メールは同じで、変わるのは受信者の環境だけです。
stage-day = 日付
stage-day-19 = 1月19日
stage-day-20 = 1月20日
stage-day-25 = 1月25日
stage-day-28 = 1月28日
stage-day-19-note = 更新の前
stage-day-20-note = 更新が届いた日
stage-day-25-note = 1回目の修正(米国時間)
stage-day-28-note = 2回目の修正(米国時間)
stage-switches = 条件
stage-cross = 送信元がクロスルート証明書を含めている
stage-cross-note = 古いルートにもつながるようにするための中間の証明書
stage-newer = 受信者の環境に新しいルート証明書(G3)が入っている
stage-updates = ルート証明書の自動更新が働いている
stage-show = この条件で表示する
stage-screens = 受信者の画面
stage-screens-note = はじめの3つは Windows のルート証明書を使います。ほかは使いません。
stage-sum-good = この条件では、表示は変わりません。
stage-sum-off = この条件では、Windows のルート証明書を使うメールソフトで、署名が受け入れられません。
stage-sum-absent = この条件では、検証に必要なルート証明書が受信者の環境になく、取得もできません。
stage-why-19 = ルート証明書「{ $old }」は、まだ「電子メールの保護」に使えます。
stage-why-off = 含まれているクロスルート証明書のために、検証がルート証明書「{ $old }」に行き着きます。この日の一覧では、その利用目的から「電子メールの保護」が削除(オフ)になっています。
stage-why-newer = 新しいルート証明書(G3)が入っているため、そちらに行き着く検証が成り立ちます。
stage-why-fetched = クロスルート証明書がないため、検証は新しいルート証明書(G3)に向かい、自動更新の仕組みで取得されます。
stage-why-not-updated = 更新が届いていないため、環境は以前のままです。検証はルート証明書「{ $old }」に行き着き、受け入れられます。
stage-why-repaired = 修正された一覧で、「電子メールの保護」が元に戻っています。
stage-why-absent = クロスルート証明書を含めないと、新しいルート証明書(G3)が要ります。この環境には入っておらず、自動更新も働かないため、取得できません。
stage-machine = この条件の Windows 環境での説明
stage-picture = この場面の図を保存する(SVG)
stage-picture-label = 2016年{ $day }、{ $conditions }: { $sum }
stage-picture-day = 2016年{ $day }
stage-with = { $what }: あり
stage-without = { $what }: なし
stage-short-cross = クロスルート証明書
stage-short-newer = G3 のルート証明書
stage-short-updates = 自動更新
stage-story = 何が起きたか
stage-story-event = 事象
stage-story-event-text = 2016年1月20日から、署名付きメールの一部が、Windows メール、Windows Live メール、Outlook で「デジタルIDは取り消されています。」と表示されました。内容は変わっておらず、証明書も失効していませんでした。
stage-story-cause = 原因
stage-story-cause-text = 2016年1月20日に配信が始まった Windows のルート証明書更新情報で、ルート証明書「{ $old }」の利用目的から「電子メールの保護」が削除(オフ)になりました。
stage-story-who = 対象(すべて満たす場合)
stage-story-who-1 = 送信元が、クロスルート証明書を含めて署名している
stage-story-who-2 = Windows のルート証明書を使うメールソフトで受信している
stage-story-who-3 = 2016年1月20日の更新情報が適用されている
stage-story-who-4 = ルート証明書「{ $new }」が入っていない
stage-story-recipient = 受信者側の対応
stage-story-recipient-text = 修正された更新情報は自動的に適用されました。急ぐ場合は新しいルート証明書(G3)を追加する方法がありましたが、その認証局が発行する証明書をすべて信頼することになります。
stage-story-sender = 送信元の対応
stage-story-sender-text = クロスルート証明書を含めずに署名すると、解消する場合がありました。ただし、新しいルート証明書がなく、自動更新も働かない古い環境では、そのために警告が表示される場合がありました。
stage-story-over = その後
stage-story-over-text = 2016年1月25日と28日(米国時間)の更新情報で「電子メールの保護」は元に戻りました。
stage-facts = 使用したデータ
stage-facts-text = Microsoft のルート証明書一覧の、公開されている4つの版によります。表示の文言は { $notice } によります。証明書は、実在のルート証明書の代わりに Kakitome が用意した見本です。
stage-facts-edition = { $day }: 版 { $sequence }(作成 { $produced }、{ $entries } 件)。「{ $old }」は{ $state ->
    [ok] 「電子メールの保護」に使えます
   *[other] 「電子メールの保護」が削除(オフ)です
}。
stage-unaffected = Windows の設定を使わないため、影響を受けない見込みです(推定)。

# 見本のメール
sample-title = 見本のメールで試す
sample-lead = メールがお手元になくても、見本で試せます。どれも Kakitome が用意したもので、実在の送信元のものではありません。
sample-good = 有効な署名
sample-good-note = 差出人と署名者が一致し、内容も変わっていないメール
sample-altered = 途中で変わったメール
sample-altered-note = 署名したあとで、メーリングリストのフッターが加わったメール
sample-case-2016 = 2016年1月の事例
sample-case-2016-note = 内容に変わりはないのに、Windows で警告が表示されたメール
sample-lead-one = 見本のメール「{ $name }」の説明です。{ $told }
sample-case-2016-lead = 2016年1月20日の Windows の環境を再現したものです。証明書は、実在のルート証明書の代わりに Kakitome が用意した見本です。
sample-explain = 説明を読む
sample-download = 見本のファイル(.eml)を保存する
sample-trusted = 見本のルート証明書「{ $root }」が、メールソフトの一覧に入っているものとして説明しています。この認証局は実在せず、実際のメールソフトでは信頼されません。
sample-stage = 日付と条件を変えて見る

# 送信元のページ
check-way-card = サポートカード
check-way-calendar = 影響カレンダー
check-way-promise = 署名の約束
check-way-back = このアドレスのメールの確かめ方に戻る
check-way = このアドレスのメールの確かめ方
check-card-domain = お客様のメールアドレスのドメイン
check-card-hint = 例: docomo.ne.jp。@ より前は使いません。
check-card-go = カードを表示する
check-calendar-file = カレンダーに取り込む(iCalendar)
check-calendar-note = 公表された予定と、証明書の期限によるものです。予定は変わることがあります。

# お知らせ
notices-title = お知らせ
notices-none = 現在、お知らせはありません。
notices-none-text = メールの表示に影響する変更があったときに、ここでお知らせします。過去の事例は、次のページでご覧いただけます。
notices-updated = 更新: { $day }
notices-feed = お知らせを購読する(Atom)

# このサーバーについて
about-title = このサーバーについて
about-version = 版
about-since = 稼働開始
about-lists = 判定に使う一覧
about-lists-text = 署名の判定とメールソフトでの表示予測には、次のルート証明書一覧を使っています。
about-judged = 判定に使うルート証明書一覧
about-microsoft = Microsoft の一覧
about-mozilla = Mozilla の一覧
about-apple = Apple の一覧
about-as-of = { $day }時点
about-judged-by = { $list }({ $day }時点)
about-no-list = ありません(条件ごとに分けて説明します)
about-keeps = 記録について
about-keeps-text = お預かりしたメールは、説明を作ったあと残しません。メールの内容や、検索されたアドレスは記録しません。

# 観察記録
observations-title = 実機で確認した表示
observations-lead = メールソフトで実際に確認した表示の記録です。日付と確認した人とともに示します。
observations-program = メールソフト
observations-os = OS
observations-status = 状況
observations-words = 表示された文言
observations-day = 確認した日
observations-by = 確認した人
observations-gone = 見られなくなりました
observed-good = 署名は有効
observed-good-compare = 署名は有効、アドレスは不一致
observed-altered = 署名と内容が不一致
observed-expired = 証明書の期限切れ
observed-untrusted = 証明書を受け入れられない
observed-root-off = ルート証明書の「電子メールの保護」がオフ
observed-revoked = 証明書の失効
observed-unsigned = 署名なし
observed-encrypted = 暗号化

# 証明書検索
lookup-title = 証明書検索
lookup-lead = このサーバーが公表している証明書を、メールアドレス、シリアル番号、拇印のいずれかで検索します。一覧はありません。
lookup-label = メールアドレス、シリアル番号、または拇印
lookup-hint = 例: noreply@bank.example、1A:2B:3C。空白やコロン、先頭の 0、大文字と小文字の違いは、そのままで構いません。
lookup-go = 検索する
lookup-none = 公表されている証明書は見つかりませんでした
lookup-none-text = 入力の誤りのほか、証明書がない場合と、持ち主が公表を選んでいない場合があります。どれにあたるかはお答えしていません。
lookup-unreadable = メールアドレスとしても、番号としても読み取れません
lookup-unreadable-text = メールアドレスの全体か、16進数の番号(0 から 9、A から F)を入力してください。
lookup-off = このサーバーでは、証明書検索を提供していません
lookup-off-text = 証明書は、送信元の公式サイトでお確かめください。
lookup-found = { $count }件見つかりました
lookup-address = メールアドレス
lookup-subject = 名義
lookup-issuer = 発行者
lookup-serial = 署名者の証明書のシリアル番号
lookup-validity = 有効期間
lookup-from-to = { $from }から{ $until }まで
lookup-sha256 = SHA-256 の拇印
lookup-sha1 = SHA-1 の拇印(Windows の画面に出るもの)
lookup-state = 状態
lookup-state-valid = 有効期間内です
lookup-state-expired = 有効期限が切れています({ $day })
lookup-state-early = 有効期間がまだ始まっていません({ $day })
lookup-state-revoked = 失効しています
lookup-state-superseded = 有効期間内です。新しい証明書に切り替わっています
lookup-download-cer = 証明書を保存する(.cer)
lookup-download-p7c = 中間CA証明書とあわせて保存する(.p7c)
lookup-careful = シリアル番号や拇印はだれでも書き写せます。署名が有効であることと、差出人と署名者のアドレスが一致することを、あわせてお確かめください。
lookup-how = 受け取ったメールの証明書と見比べるには
lookup-how-text = メールのファイルを検証すると、署名者の証明書のシリアル番号と拇印が「技術的な詳細」に表示されます。
