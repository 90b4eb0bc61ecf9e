using LlmGateway.Ledger;

namespace LlmGateway.Tests.Ledger;

public sealed class LedgerTextTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("gpt-5-mini", "gpt-5-mini")]
    [InlineData("a\0b\n", "a\uFFFDb\uFFFD")]
    [InlineData("\uD83D\uDE00", "\uFFFD\uFFFD")]
    public void Names_are_written_as_every_database_takes_them(string? text, string? clean) => Assert.Equal(clean, LedgerText.Clean(text));

    [Fact]
    public void A_name_is_cut_where_an_index_would_refuse_it() => Assert.Equal(new string('x', 256), LedgerText.Clean(new string('x', 9_000)));
}
