using System.Text.RegularExpressions;

namespace LlmGateway.Tests.Architecture;

public sealed partial class HouseRuleTests
{
    private static readonly string[] s_sources = ["src"];

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var longFiles = Sources().Where(file => File.ReadLines(file).Count() > 400).Select(SourceTree.Relative);
        Assert.Empty(longFiles);
    }

    [Fact]
    public void No_type_is_called_manager_helper_util_info_data_or_common()
    {
        var offenders = Sources().SelectMany(file => ForbiddenName().Matches(File.ReadAllText(file)).Select(match => $"{SourceTree.Relative(file)}: {match.Value}"));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Event_ids_are_unique()
    {
        var ids = Sources().SelectMany(file => EventId().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToArray();
        Assert.NotEmpty(ids);
        Assert.Empty(ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void No_log_message_takes_a_body_a_prompt_or_a_secret()
    {
        var offenders = Sources().SelectMany(file => LogParameters().Matches(File.ReadAllText(file)).Select(match => $"{SourceTree.Relative(file)}: {match.Value}"));
        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_class_is_sealed_static_or_abstract()
    {
        Type[] roots = [typeof(Metering.Operation), typeof(Gateway), typeof(Simulator.SimulatedProviders)];
        var open = roots.SelectMany(root => root.Assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false, IsNested: false } && type.Namespace?.StartsWith("LlmGateway", StringComparison.Ordinal) == true)
            .Where(type => type.Namespace?.Contains("Migrations", StringComparison.Ordinal) != true && !type.Name.StartsWith('<') && type.Name != "Program")
            .Select(type => type.FullName);
        Assert.Empty(open);
    }

    private static IEnumerable<string> Sources() => s_sources.SelectMany(folder => SourceTree.Files(folder, "*.cs"))
        .Where(file => !file.Contains("/Migrations/", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(class|record|struct|interface) \w*(Manager|Helper|Utils?|Info|Data|Common|Impl)\b")]
    private static partial Regex ForbiddenName();

    [GeneratedRegex(@"\[LoggerMessage\((\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"partial void \w+\([^)]*\b(body|prompt|secret|token|apiKey|credential)\b[^)]*\)", RegexOptions.IgnoreCase)]
    private static partial Regex LogParameters();
}
