using Sinter.Data;

namespace Sinter.Training;

/// <summary>A task of a family, and its expert.</summary>
/// <param name="Task">The task.</param>
/// <param name="Expert">Its expert, whose head serves every encoder on this task.</param>
public sealed record FamilyMember(ImageTask Task, ImageModel Expert);
