# kakitome forecast: 影響予測と影響カレンダー。

forecast-title = 影響カレンダー({ $from } から { $until } まで)
forecast-title-lists = 影響予測({ $before } から { $after } への変更)
forecast-looked = 調べたもの: 証明書 { $certificates } 件、メール { $mails } 通(うち署名付き { $signed } 通、読み取れなかったもの { $unread } 通)
forecast-walked = 調べた版: { $name } の { $count } 版({ $first } から { $last } まで)
forecast-nothing = この範囲で、調べた証明書とメールに関わる変更は見つかりませんでした。公表されていない変更は予測できません。
forecast-event = { $day } { $what }
forecast-touched = 対象: { $names }(署名済みのメール { $mails } 通)
forecast-more = { $names } ほか { $count } 件
forecast-over = この日より前に有効期限が切れる証明書: { $count } 件
forecast-old = 以前のメール: { $fate }
forecast-new = 同じ証明書で署名する新しいメール: { $fate }
forecast-renewed = その後に発行された証明書で署名するメール: { $fate }
forecast-programs = メールソフト: { $programs }
forecast-programs-none = メールソフトの表示は変わりません(発行の規則です)
forecast-source = 根拠: { $source } [{ $confidence }]
forecast-no-path = ルート証明書までのつながりが手元の一覧と証明書ではたどれないもの: { $names }(ルート証明書に関わる予測の対象外です)
forecast-limits = 一覧とお知らせにある日付による見込みです。公表されていない変更や、各メールソフトが更新を適用する日は含まれません。

fate-stays = 変わりません
fate-breaks = 注意の表示に変わる見込みです
fate-mends = 有効と表示されるようになる見込みです
fate-unknown = 不明

change-leaf-expires = 「{ $subject }」の証明書の有効期限が切れます。
change-authority-expires = 中間CA証明書「{ $subject }」の有効期限が切れます。
change-root-expires = ルート証明書「{ $subject }」の有効期限が切れます。
change-cross-expires = 中間の証明書「{ $subject }」の有効期限が切れます。別のルート証明書へのつながりがあるため、そちらで検証される見込みです。
change-root-state = ルート証明書「{ $subject }」の電子メール用としての扱いが変わります: { $state }。
change-root-issued-after = ルート証明書「{ $subject }」は、この日より後に発行された証明書について、電子メール用として信頼されなくなります。
change-mozilla-distrust-after = Mozilla が、ルート証明書「{ $subject }」の下でこの日より後に発行された電子メール用の証明書を、信頼の対象外とします。
change-mozilla-single-purpose = Mozilla が、ウェブと電子メールの両方に使うルート証明書の扱いを終えます。認証局は電子メール専用のルート証明書に移る予定です。
change-apple-sub-ca-purpose = Apple が、新しい中間CA証明書に利用目的の記載を求めます。
change-apple-rfc822name = Apple が、電子メール用の証明書にメールアドレス(rfc822Name)の記載を求めます。
change-apple-one-purpose = Apple が、中間CA証明書の利用目的をひとつに限ります。
change-microsoft-not-before = Microsoft が、ルート証明書「{ $subject }」の下でこの日より後に発行された証明書を、信頼の対象外とします。
change-microsoft-not-before-all = Microsoft が、ルート証明書「{ $subject }」の下でこの日より後に発行された証明書を、用途を問わず信頼の対象外とします。
change-microsoft-disable = Microsoft が、ルート証明書「{ $subject }」を無効化します。
change-microsoft-remove = Microsoft が、ルート証明書「{ $subject }」を一覧から削除します。
change-microsoft-batch = Microsoft の定例の変更が予定されています。内容はまだ公表されていません。
change-sbr-email-protection-only = 電子メール用の証明書の発行の規則(S/MIME Baseline Requirements)により、利用目的が「電子メールの保護」とクライアント認証に限られます。
change-sbr-sub-ca-3072 = 電子メール用の証明書の発行の規則(S/MIME Baseline Requirements)により、鍵が3072ビット未満の中間CA証明書から新しい証明書が発行されなくなります。

forecast-summary = { $what }
forecast-unreadable-mail = { $file }: メールを読み取れません: { $why }
forecast-no-lists = 2つの一覧は、--before と --after の両方を指定してください
forecast-one-edition = { $name } は1つの版({ $list })だけが保存されているため、版の移り変わりを調べられません
forecast-one-edition-hint = 以前の版は kakitome trust import で、新しい版は kakitome trust update で保存できます
forecast-history-kind = 一覧 { $name } をもとに判断するメールソフトはありません
forecast-other-kinds = 種類の異なる一覧({ $before } と { $after })は比べられません
forecast-nothing-held = 予測の対象がありません
forecast-nothing-held-hint = --cert で証明書を、--mail でメールを指定するか、証明書が登録されているフォルダーを --home で指定してください
forecast-until = 終わりの日は、始まりの日より後にしてください
forecast-working = メールを調べています
forecast-written = { $file } に書き出しました

help-forecast =
    ルート証明書一覧の変更や証明書の有効期限によって、どのメールが、どのメールソフトで、いつから、新しいメールだけか以前のメールもか、どう変わるかを予測します。

    2つの一覧を比べる(--before と --after)か、期間(--from と --until)を指定します。期間のときは、一覧にすでにある日付、公表されている変更の
    予定、証明書の有効期限を調べます。--history を指定すると、保存済みの一覧の版を古いものから順にたどり、過去の日付も示します。
    対象は、フォルダー(--home)に登録された証明書と相手先の証明書、--cert の証明書、--mail のメールです。

    例: kakitome forecast --cert our.pem --until 2030-01-01
        kakitome forecast --before microsoft@2016-01-10 --after microsoft@2016-01-20 --mail ~/Maildir
        kakitome forecast --history microsoft --mail notice.eml

    終了コード: 0 注意の表示に変わるものはない、1 ある、2 実行できなかった。
help-forecast--before = 変更の前の一覧(ファイル、または保存済みの一覧の名前。名前@日付 とも書けます)
help-forecast--after = 変更の後の一覧
help-forecast--history = 保存済みの一覧(kakitome trust list の名前)の版をすべてたどり、どの版や日付が関係したかと、これからの予定を示します。くり返し指定できます
help-forecast--from = この日から。省略すると今日(--history では最も古い版の日)
help-forecast--until = この日まで。省略すると3年後
help-forecast--cert = 証明書(PEM・DER・PKCS#7 のファイル、またはフォルダー)。中間CA証明書も一緒に指定できます。くり返し指定できます
help-forecast--mail = メール(.eml、mbox、Maildir、または .eml のフォルダー)。くり返し指定できます
help-forecast--journal = ゲートウェイの処理記録から、証明書ごとの署名したメールの数を数えます
help-forecast--trust = 使う一覧(authroot.stl、certdata.txt、保存済みの一覧の名前)。くり返し指定できます。省略すると、付属の Mozilla と Apple の一覧、保存済みの一覧
help-forecast--ics = iCalendar のファイルに書き出します
