namespace LlmGateway.Metering.Json;

/// <summary>What the head of a part of a form says: the field's name, and whether it is a file.</summary>
internal sealed record ContentDisposition(string Name, bool IsFile)
{
    /// <exception cref="InvalidFieldException">The head names no field, two, or an encoding that the meter would have to undo.</exception>
    public static ContentDisposition Read(string head)
    {
        HeaderParameters? found = null;
        foreach (var line in head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new InvalidFieldException("A part of the multipart body has a head that is not well formed.", null);
            var (name, value) = (line[..colon].TrimEnd(), line[(colon + 1)..].Trim());
            if (name.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase) && value is not ("binary" or "8bit" or "7bit"))
            {
                throw new InvalidFieldException("The parts of a multipart body must be sent without Content-Transfer-Encoding.", null);
            }

            if (!name.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase)) continue;
            if (found is not null) throw new InvalidFieldException("A part of the multipart body has two Content-Dispositions.", null);
            found = new HeaderParameters(value);
        }

        return found?.Value("name") is { Length: > 0 } field
            ? new(field, found.Value("filename") is not null || found.Value("filename*") is not null)
            : throw new InvalidFieldException("A part of the multipart body has no name.", null);
    }
}
