namespace LlmGateway.Metering;

/// <summary>What an answer says of a job.</summary>
public enum JobState
{
    Running,
    Succeeded,
    Failed,
}
