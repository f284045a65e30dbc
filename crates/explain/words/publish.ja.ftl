# 送信元が公表する文書: 署名の約束、確かめ方、サポートカード、費用表。用語と文体は用語集のとおり。

# 署名の約束
promise-all = 差出人の { $address } は、{ $since }以降にこのアドレスから送るメールすべてに署名を付けると公表しています。
promise-some = 差出人の { $address } は、{ $since }以降にこのアドレスから送るメールに署名を付けると公表しています。ただし、{ $exceptions }には付けないとしています。
promise-heard = この公表の内容は、{ $who }から{ $day }に受け取ったものです。
promise-heard-undated = この公表の内容は、{ $who }によるものです。
promise-outside-kind = このメールは、署名を付けないとしている{ $kind }にあたるとみられます(メールの記載による)。
promise-outside-recipients = このメールの宛先は、署名を付けないとしているドメインです。
promise-unknown = 配送の途中で署名が外れたのか、別のだれかが送ったのかは、判断できません。
promise-except-automatic = 自動応答
promise-except-reports = 配送や開封の通知
promise-except-calendar = 会議などの招待
promise-except-lists = メーリングリストを経由したメール
promise-not-to = { $domains } 宛てのメール
promise-unreadable = { $file }: 署名の約束を読み取れません: { $why }
promise-unreadable-hint = その行を直してください。書き方は kakitome publish promise --help にあります

# 文書に共通のもの
document-made = Kakitome で作成。このページは外部に接続しません。
standing-current = 現在使用中
standing-former = 以前に使用
standing-upcoming = 使用開始前
standing-revoked = 失効
publish-group-good = 署名を確かめられる見込みのメールソフト
publish-group-other = 注意の表示になる見込みのメールソフト
publish-group-none = 署名を確かめられない見込みのメールソフト
publish-group-unknown = 表示を確認できていないメールソフト

# メールの確かめ方
check-title = { $address } から届くメールの確かめ方
check-lead = { $address } から送るメールには、電子署名(署名)を付けています。署名があると、だれの電子証明書(証明書)で署名されたかと、内容が途中で変わっていないことを、メールソフトで確かめられます。
check-lead-named = { $name }が { $address } から送るメールには、電子署名(署名)を付けています。署名があると、だれの電子証明書(証明書)で署名されたかと、内容が途中で変わっていないことを、メールソフトで確かめられます。
check-promise = { $since }以降は、このアドレスから送るメールすべてに署名を付けています。
check-promise-some = { $since }以降は、このアドレスから送るメールに署名を付けています。ただし、{ $exceptions }には付けていません。
check-none = 現在の署名に使う証明書は、登録されていません。
check-first = まず見比べるもの
check-address = 正しいアドレス
check-first-from = 差出人のアドレスが { $address } かどうかを、1文字ずつ見比べてください。表示名は、だれでも自由に書けます。
check-first-signer = メールソフトが示す署名者のアドレスも { $address } かどうかを見比べてください。
check-first-valid = 署名が有効であると表示されているかどうかを確かめてください。
check-serial-alone = シリアル番号は、この3つを確かめたあとで見比べるものです。番号はだれでも書き写せるため、番号が同じというだけでは確認になりません。
check-steps = メールソフトごとの手順
check-certificates = 署名に使っている証明書
check-former = 以前に使っていた証明書
check-former-text = 以前に届いたメールを確かめるときに見比べてください。有効期限が過ぎたあとは、内容が変わっていなくても、期限切れの表示になることがあります。
check-period = { $from }に発行({ $standing })
check-subject = 名義
check-issuer = 発行者
check-serial-signer = 署名者の証明書のシリアル番号
check-validity = 署名者の証明書の有効期間
check-intermediate = 中間CA証明書
check-serial-intermediate = 中間CA証明書のシリアル番号
check-validity-intermediate = 中間CA証明書の有効期間
check-root = ルート証明書
check-fingerprint = 署名者の証明書の SHA-256 の拇印
check-from-until = { $from }から{ $until }まで
check-serial-written = シリアル番号と拇印の書き方は、メールソフトによって異なります。大文字と小文字、空白や「:」の有無、先頭の 00 の違いは、番号の違いではありません。
check-otherwise = 表示が違うとき・署名がないとき
check-unsigned = 署名のないメールが届いたときは、リンクを開かず、公式サイトやアプリから手続きの有無をお確かめください。
check-unsigned-promised = このアドレスから署名のないメールが届いたときは、リンクを開かず、公式サイトやアプリから手続きの有無をお確かめください。配送の途中で署名が外れることもあるため、なりすましとは限りません。
check-warned = 注意の表示が出たときは、手続きをする前に下の方法でお確かめください。メーリングリストのフッターなど、配送の途中の変更でも同じ表示になります。
check-attachment = smime.p7s という添付ファイルは、電子署名のデータです。開く必要はなく、開いても署名の確認はできません。smime.p7s が付いているだけでは、差出人が本人かどうかはわかりません。
check-ask = お確かめの電話には、メールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。
check-programs = メールソフトごとの表示予測
check-limits = 署名でわからないこと
check-limits-text = 件名・宛先・日付は、多くの場合、署名の対象に含まれません。リンク先や用件が正しいかどうかも、署名ではわかりません。入力や支払いを求める内容のときは、ふだんお使いの公式サイトやアプリからお進みください。
check-made-on = 作成日: { $day }

# 手順
guide-intro = 図の番号は、手順の番号です。画面の細部は、版や設定によって異なります。
guide-picture = { $program }で署名が有効なときの見え方(図)
guide-sources = 手順の根拠
guide-basis = { $class }({ $source }、{ $date })
guide-outlook-classic-from = 差出人のアドレスが { $address } かどうかを見比べます。
guide-outlook-classic-press = メールの右上にある署名のアイコン(リボンの形)を押します。
guide-outlook-classic-signer = 開いた画面で、署名が有効かどうかと、「署名者」のアドレスが { $address } かどうかを見ます。Outlook は差出人と署名者を自動では比べません。
guide-outlook-classic-details = シリアル番号も見るときは、「詳細」から署名者の行を選び、「詳細の表示」で証明書を表示します。
guide-thunderbird-from = 差出人のアドレスが { $address } かどうかを見比べます。
guide-thunderbird-press = メールの右上にある「S/MIME」ボタンを押します。
guide-thunderbird-signer = 「メッセージは署名されています」という表示と、署名者のアドレスが { $address } かどうかを見ます。
guide-thunderbird-details = シリアル番号も見るときは、同じ画面から署名の証明書を表示します。
guide-apple-mail-from = 差出人のアドレスが { $address } かどうかを見比べます。表示名だけのときは、名前の横の矢印でアドレスを表示します。
guide-apple-mail-press = 「署名入り」のアイコン(チェックマーク)を押します。
guide-apple-mail-details = 表示された証明書のメールアドレスが { $address } かどうかを見ます。シリアル番号は「詳細な情報」にあります。
guide-ios-mail-from = 差出人の名前を押してアドレスを表示し、{ $address } かどうかを見比べます。
guide-ios-mail-press = 名前の横に青いチェックマークがあるかどうかを見て、差出人の名前をもう一度押します。
guide-ios-mail-details = 「証明書を表示」を押し、メールアドレスが { $address } かどうかを見ます。シリアル番号は「詳細」にあります。
guide-gmail-web-from = 差出人の名前の横に表示されるアドレスが { $address } かどうかを見比べます。
guide-gmail-web-press = 宛先の横にある「詳細を表示」(下向きの矢印)を押します。
guide-gmail-web-lock = 送信者の情報に、確認済みのメールアドレスとして { $address } が示されるかどうかを見ます。同じ場所の鍵アイコンは通信経路の暗号化を示すもので、署名とは別です。

# 署名の約束(文書)
promise-title = 署名の約束: { $address }
promise-own-all = { $since }以降に { $address } から送るメールすべてに、電子署名(署名)を付けます。
promise-own-some = { $since }以降に { $address } から送るメールに、電子署名(署名)を付けます。ただし、{ $exceptions }には付けません。
promise-what = 約束の内容
promise-address = アドレス
promise-since = 開始日
promise-until = 最終日
promise-left-out = 署名を付けないメール
promise-no-exceptions = ありません
promise-published = 公表しているページ
promise-use = 署名のないメールが届いたとき
promise-use-unsigned = リンクを開かず、公式サイトやアプリから手続きの有無をお確かめください。
promise-use-lost = 署名は配送の途中で外れることもあるため、署名がないことだけで、なりすましとは限りません。
promise-use-ask = お確かめの電話には、メールに書かれた番号ではなく、カードや公式サイトに載っている番号をお使いください。
promise-limits = この約束でわからないこと
promise-limits-text = 署名が付いていても、リンク先や用件が正しいかどうかはわかりません。約束は、このアドレスから送るメールについてのものです。よく似た別のアドレスについては何も述べていません。
promise-data = 取り込み用のデータ
promise-data-text = 次の内容を promises.toml として保存すると、kakitome explain --promises で使えます。
promise-added = 署名の約束を登録しました({ $file })
promise-none = 登録されている署名の約束はありません。
promise-unknown-address = { $address } についての署名の約束は登録されていません
promise-unknown-address-hint = kakitome publish promise add --address { $address } --since 2026-11-22 で登録できます
promise-refused = 署名の約束を登録できません: { $why }
promise-line = { $text }{ $whose }

# サポートカード
card-title = サポートカード: @{ $domain } のお客様
card-lead = { $domain } のアドレスで使われることが多いメールソフトで、{ $sender } からの署名付きメールがどう見えるかを示します。
card-lead-unknown = { $domain } でどのメールソフトが使われるかは、アドレスからはわかりません。まずメールソフトの名前をお尋ねください。
card-now = 現在のお知らせ
card-notice = [{ $state }] { $title }({ $id })
card-likely = 使われることが多いメールソフトでの表示
card-others = ほかのメールソフトで読んでいる場合
card-work = 職場や学校でよく使われるメールソフトでの表示
card-ask = お尋ねする順序
card-ask-program = お使いの機器と、メールソフトの名前をお尋ねください。
card-ask-address = 差出人のアドレス(表示名ではなく @ を含むもの)を読み上げていただき、{ $sender } と1文字ずつ照らし合わせてください。
card-ask-words = 画面に出ている言葉を、そのまま読み上げていただくようお願いしてください。
card-ask-when = いつ届いたメールかと、いつからその表示になったかをお尋ねください。
card-copy = お客様への案内文(写してお使いください)
card-copy-good-when = 署名が有効と表示されるとき({ $programs })
card-copy-good =
    差出人と署名者のアドレスが、どちらも { $sender } かどうかを見比べてください。同じで、署名が有効と表示されていれば、内容は署名されたときから変わっていません。
    リンク先や用件が正しいかどうかは、署名ではわかりません。お手続きは、ふだんお使いの公式サイトやアプリからお進みください。
card-copy-warned-when = 注意の表示が出るとき({ $programs })
card-copy-warned =
    その表示は、署名をメールソフトが確かめられなかったことを示しています。理由には、証明書の期限、ルート証明書の設定、配送の途中の変更などがあり、画面の言葉によって異なります。
    お手続きの前に確かめますので、届いた日時と画面の言葉をお聞かせください。それまではリンクを開かず、公式サイトやアプリからお進みください。
card-copy-attachment-when = smime.p7s が見えるとき({ $programs })
card-copy-attachment =
    smime.p7s は、電子署名のデータです。本文はそのままお読みいただけます。添付ファイルを開く必要はなく、開いても署名の確認はできません。
    署名を確かめるには、S/MIME に対応したメールソフトで開いていただく方法があります。
card-copy-unreadable-when = 本文を読めないとき({ $programs })
card-copy-unreadable =
    お使いのメールソフトが、署名付きメールの形式に対応していないためとみられます。同じアドレスを Webメールや iPhone のメールで開くと、お読みいただける場合があります。
    別のアドレスへの送付をご希望のときは、公式サイトの会員ページで変更をお願いします。
card-copy-unknown-when = 表示が確認できていないとき({ $programs })
card-copy-unknown =
    お使いのメールソフトでの表示は、こちらでは確認できていません。画面に出ている言葉をお聞かせください。
    差出人のアドレスが { $sender } と1文字でも違うときは、リンクを開かず、公式サイトやアプリからお進みください。
card-mind = ご注意
card-mind-limits = 署名の表示だけで、メール全体の良し悪しをお答えしないでください。
card-mind-number = 折り返しのご連絡先には、カードや公式サイトに載っている番号をご案内してください。メールに書かれた番号は使いません。
card-mind-install = ルート証明書の追加や、確認を省く設定はご案内しないでください。ほかのメールやサイトの確かめ方にも影響します。

# 費用表
cost-title = 電子署名の費用表
cost-one-serves = 送信元のアドレス1つに証明書が1枚あれば、宛先が何件でも同じ証明書で署名できます。費用は、宛先の数ではなくアドレスの数で決まります。
cost-given = アドレス{ $addresses }件、{ $years }年間、証明書の有効期間{ $months }か月(アドレスごとに{ $issues }回の発行)。
cost-table = 費用
cost-what = 項目
cost-count = 数
cost-each = 単価
cost-sum = 金額
cost-line-certificates = 証明書
cost-line-renewals = 更新の作業
cost-line-yearly = 年ごとの費用
cost-line-once = 初期費用
cost-total = 合計
cost-per-thousand = メール1,000通あたり: { $amount }(端数切り上げ)
cost-notes = 表の見方
cost-note-recipients = 宛先や通数が増えても、証明書の費用は変わりません。
cost-note-own = 単価は、入力された値です。この表に既定の価格はありません。
cost-note-left-out = 入力されていない項目(問い合わせへの対応、公表ページの更新など)は含まれていません。
cost-wrong = 計算できません: { $why }

# コマンド
publish-no-identity = { $address } は登録されていません
publish-no-identity-hint = kakitome identity list で一覧を表示します
publish-no-domain = { $text } は、メールアドレスでもドメインでもありません
publish-no-domain-hint = customer@docomo.ne.jp、または docomo.ne.jp のように指定してください
publish-no-sender = 送信元のアドレスを --from で指定してください(登録が1つだけのときは省略できます)

# ヘルプ
help--html = 1枚の HTML に書き出します(スクリプトなし、外部への接続なし、明るい画面と暗い画面の両方に対応)
help--fragment = ページの中身だけを書き出します。ご自分のページに組み込むためのもので、class だけを持ち、独自の style やスクリプトはありません
help-publish =
    受信者の方と問い合わせ窓口のための文書を作ります: メールの確かめ方、署名の約束、サポートカード、費用表。

    日本語と英語(--lang)で、テキスト、JSON(--json)、または、そのまま公開できる1枚の HTML(--html FILE)として作ります。
help-publish-check =
    送信元のアドレスについて、「メールの確かめ方」のページを作ります。

    何を見比べるか(まずアドレス)、メールソフトごとにどこを押すか(図つき)、署名に使っている証明書と以前の証明書(署名者の証明書と中間CA
    証明書のシリアル番号と有効期間)、メールソフトごとの表示、署名を確かめられないメールソフトを示します。シリアル番号だけでは確認にならない
    ことも書きます。終了コード: 0 作成した、1 作成したが現在署名に使う証明書がない、2 実行できなかった。
help-publish-check--address = 送信元のアドレス。登録が1つだけのときは省略できます
help-publish-promise =
    署名の約束(どのアドレスのメールに、いつから署名を付け、どれには付けないか)を登録し、文書にします。

    約束は、その送信元のメールに署名がないときに使われます。kakitome explain が、何が約束されているかと、だれの言葉かを示します。約束は
    promises.toml に1つずつ記録します: [[promise]] に address = "noreply@bank.example"、since = "2023-10-18"。必要に応じて until、except
    (automatic、reports、calendar、lists)、not_to(宛先のドメイン)、other_ja と other_en(そのほかの対象外)、published(ページ)、said_by と
    heard(だれの言葉か)。
help-publish-promise-add = 自分の送信元についての約束を登録します: このアドレスのメールには、ある日から署名を付ける。
help-publish-promise-add--address = 送信元のアドレス
help-publish-promise-add--since = 開始日(2023-10-18)
help-publish-promise-add--until = 最終日
help-publish-promise-add--except = 署名を付けないメールの種類: automatic(自動応答)、reports(配送や開封の通知)、calendar(招待)、lists(メーリングリスト)。くり返し指定できます
help-publish-promise-add--not-to = 署名を付けない宛先のドメイン。くり返し指定できます
help-publish-promise-add--other-ja = そのほかに署名を付けないもの(日本語)
help-publish-promise-add--other-en = そのほかに署名を付けないもの(英語)
help-publish-promise-add--published = 公表しているページのアドレス(表示するだけで、接続しません)
help-publish-promise-import = ほかの送信元の約束を、だれの言葉かとともに登録します。
help-publish-promise-import--file = 相手のファイル(promises.toml)
help-publish-promise-import--said-by = だれから受け取ったか
help-publish-promise-list = 登録されている約束の一覧を示します。
help-publish-promise-show = 約束のページを作ります。
help-publish-promise-show--address = アドレス
help-publish-card =
    サポートカードを作ります: お客様のアドレスから、署名付きメールがどう見えるか、何をお尋ねするか、写して使える案内文を示します。

    アドレスのドメインから、使われることが多いメールソフト(携帯電話会社、Gmail、Outlook.com など)を選びます。ドメインからわからないときは、
    そう示して、よく使われるものを並べます。続いているお知らせがあれば、カードに載せます。アドレスは記録せず、ドメインだけを使います。
    終了コード: 0 作成した、1 作成したが現在署名に使う証明書がない、2 実行できなかった。
help-publish-card--customer = お客様のアドレス、またはそのドメイン
help-publish-card--from = 送信元のアドレス。登録が1つだけのときは省略できます
help-publish-cost =
    費用表を作ります。単価はご自分で指定してください。既定の価格はありません。

    送信元のアドレス1つに証明書が1枚あれば、宛先が何件でも署名できます。費用は、宛先の数ではなくアドレスの数で決まります。金額は、通貨の
    最小の単位を整数で指定します。例: kakitome publish cost --addresses 3 --certificate 20000 --months 24 --years 5 --currency 円
help-publish-cost--addresses = 送信元のアドレスの数
help-publish-cost--certificate = 証明書1枚の価格(有効期間全体)
help-publish-cost--months = 証明書の有効期間(月)
help-publish-cost--renewal = 更新1回の作業の費用
help-publish-cost--yearly = 証明書の数に関係なく、年ごとにかかる費用
help-publish-cost--once = 初期費用
help-publish-cost--mails = 1年間のメールの通数(1,000通あたりの費用を示します)
help-publish-cost--years = 計算する年数
help-publish-cost--currency = 金額に添える文字(円、JPY など)
