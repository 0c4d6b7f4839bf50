// The bot of foreign_test.go in another language, with another client library. node bot.mjs API TOKEN
import {Bot, InlineKeyboard, InputFile} from 'grammy';

const [api, token] = process.argv.slice(2);
const bot = new Bot(token, {client: {apiRoot: api}});

bot.command('start', ctx => ctx.reply(`你好 <b>${ctx.match}</b>`, {
  parse_mode: 'HTML',
  reply_markup: new InlineKeyboard().text('改', 'edit').text('说', 'alert').row().text('走', 'delete'),
}));
bot.command('album', ctx => ctx.replyWithMediaGroup([1, 2].map(n => ({
  type: 'document', media: new InputFile(Buffer.from(`part ${n}`), `${n}.txt`), caption: `第 ${n} 份`,
}))));
bot.callbackQuery('edit', async ctx => {
  await ctx.editMessageText('改好了 <i>一次</i>', {parse_mode: 'HTML'});
  await ctx.answerCallbackQuery('已改');
});
bot.callbackQuery('alert', ctx => ctx.answerCallbackQuery({text: '请看这里', show_alert: true}));
bot.callbackQuery('delete', async ctx => {
  await ctx.deleteMessage();
  await ctx.answerCallbackQuery();
});
bot.on('message:document', async ctx => {
  const {file_path} = await ctx.getFile();
  const got = await fetch(`${api}/file/bot${token}/${file_path}`);
  await ctx.replyWithDocument(new InputFile(Buffer.from(await got.arrayBuffer()), 'copy-' + ctx.message.document.file_name));
});
bot.on('message:photo', ctx => ctx.replyWithPhoto(ctx.message.photo.at(-1).file_id, {caption: '收到'}));
bot.on('message:new_chat_members', ctx => ctx.reply('大家好'));
bot.catch(e => console.error(e.message)); // one who has blocked the bot is no reason to end
await bot.api.setMyCommands([{command: 'start', description: '开始'}]);
bot.start({allowed_updates: ['message', 'callback_query', 'my_chat_member']});
