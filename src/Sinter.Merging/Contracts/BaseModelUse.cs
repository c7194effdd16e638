namespace Sinter.Merging;

/// <summary>What a method makes of <c>base_model</c>.</summary>
public enum BaseModelUse
{
    /// <summary>The base, if given, only lends its tokenizer, its configuration and its type; if it is among the models it is merged like any other.</summary>
    Ignored,

    /// <summary>With a base the method works on task vectors, without one on weights.</summary>
    Optional,

    /// <summary>The method works on task vectors; a recipe without a base is an error.</summary>
    Required,

    /// <summary>The base is the first of the models merged (slerp: the side t = 0).</summary>
    FirstModel,
}
