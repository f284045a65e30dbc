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
