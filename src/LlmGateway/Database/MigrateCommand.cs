using System.Data.Common;

namespace LlmGateway.Database;

/// <summary>The command <c>migrate</c>: brings the configured database to this version's tables, and ends.</summary>
internal static class MigrateCommand
{
    private const string Usage = """
        Usage: dotnet run --project src/LlmGateway -- migrate

        Brings the database (ConnectionStrings:Ledger, else SQLite in Data:Directory) to this version's tables. Safe to run from several places at once.
        A gateway does the same at its start unless Database:Migrate is false.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["-h" or "--help"])
        {
            Console.WriteLine(Usage);
            return 0;
        }

        var configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(HomeDirectory.Find(), "appsettings.json"), optional: true).AddEnvironmentVariables().AddCommandLine(args).Build();
        var options = DatabaseOptions.Read(configuration);
        if (!options.IsPostgres) Directory.CreateDirectory(Path.GetDirectoryName(options.SqliteFile)!);
        using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole());
        try
        {
            await new Migrator(new ContextFactory(options), options, logging.CreateLogger<Migrator>()).MigrateAsync(CancellationToken.None);
            Console.WriteLine("The database has this version's tables.");
            return 0;
        }
        catch (DbException exception)
        {
            Console.Error.WriteLine($"The database could not be migrated: {exception.Message}");
            return 1;
        }
    }
}
